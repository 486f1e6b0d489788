package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.migration.Import;
import sealstead.migration.ImportReport;
import sealstead.migration.Place;
import sealstead.migration.Wish;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/// Objects come in from another endpoint: whole, verified, reported, and only once.
@Overlay.Defaults
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class ImportTest {
    @TempDir
    private Path folder;

    @Server
    private LocalServer from;

    @Server
    private LocalServer to;

    @Client(server = "from")
    private S3Client source;

    @Client(server = "to")
    private S3Client destination;

    @BeforeEach
    void start() {
        source.createBucket(b -> b.bucket("old"));
        destination.createBucket(b -> b.bucket("new"));
    }

    private static Import.Side side(LocalServer server) {
        return new Import.Side(
                server.endpoint(), LocalServer.REGION, LocalServer.ACCESS_KEY_ID, LocalServer.SECRET, "");
    }

    private Import.Outcome run(String what, String where, Wish wish) throws Exception {
        var failures = new ArrayList<String>();
        var watcher = new Import.Watcher() {
            @Override
            public void planned(long objects, long bytes) {}

            @Override
            public void copied(String key, long bytes) {}

            @Override
            public void skipped(String key, long bytes) {}

            @Override
            public synchronized void failed(String key, String why) {
                failures.add(key + ": " + why);
            }
        };
        try (var report = ImportReport.open(folder.resolve("report"));
                var all = new Import(side(from), side(to), Place.parse(what), Place.parse(where), wish, 4)) {
            var outcome = all.run(report, watcher);
            assertThat(failures).isEmpty();
            return outcome;
        }
    }

    private static final Wish DEFAULT = new Wish(Optional.empty(), Optional.empty(), Optional.empty());

    private Map<String, JsonNode> report() throws IOException {
        var lines = new TreeMap<String, JsonNode>();
        for (var line : Files.readAllLines(folder.resolve("report"))) {
            var node = new ObjectMapper().readTree(line);
            lines.put(node.path("key").asText(), node);
        }
        return lines;
    }

    private String told(String key, String what) throws IOException {
        return report().getOrDefault(key, MissingNode.getInstance()).path(what).asText();
    }

    @Test
    void everything_below_a_prefix_comes_in_with_what_belongs_to_it() throws Exception {
        source.putObject(
                b -> b.bucket("old")
                        .key("in/a b+ü")
                        .contentType("text/x-test")
                        .metadata(Map.of("owner", "me"))
                        .tagging("colour=blue"),
                RequestBody.fromString("one"));
        source.putObject(b -> b.bucket("old").key("in/empty"), RequestBody.empty());
        source.putObject(
                b -> b.bucket("old").key("in/kms").serverSideEncryption("aws:kms"), RequestBody.fromString("k"));
        source.putObject(b -> b.bucket("old").key("out"), RequestBody.fromString("not this one"));
        destination.putBucketEncryption(b -> b.bucket("new")
                .serverSideEncryptionConfiguration(
                        c -> c.rules(r -> r.applyServerSideEncryptionByDefault(d -> d.sseAlgorithm("aws:kms"))
                                .bucketKeyEnabled(true))));
        var outcome = run("s3://old/in/", "s3://new/was/", DEFAULT);
        assertThat(outcome).isEqualTo(new Import.Outcome(3, 0, 0, 4));
        assertThat(destination.listObjectsV2(b -> b.bucket("new")).contents())
                .extracting(object -> object.key())
                .containsExactly("was/a b+ü", "was/empty", "was/kms");
        var copy = destination.getObjectAsBytes(b -> b.bucket("new").key("was/a b+ü"));
        assertThat(copy.asUtf8String()).isEqualTo("one");
        assertThat(copy.response().contentType()).isEqualTo("text/x-test");
        assertThat(copy.response().metadata()).containsEntry("owner", "me");
        assertThat(destination
                        .getObjectTagging(b -> b.bucket("new").key("was/a b+ü"))
                        .tagSet())
                .hasSize(1);
        var lines = report();
        assertThat(lines.keySet()).containsExactly("in/a b+ü", "in/empty", "in/kms");
        assertThat(told("in/a b+ü", "verified")).isEqualTo(Overlay.chosen() == Overlay.NONE ? "md5" : "checksum");
        assertThat(told("in/kms", "verified")).isEqualTo("checksum");
        assertThat(told("in/kms", "sourceProtection")).isEqualTo("aws:kms");
        assertThat(lines.values())
                .allMatch(line -> line.path("protection").asText().equals("aws:kms")
                        && line.path("bucketKey").asBoolean()
                        && line.path("kmsKeyId").asText().startsWith("arn:aws:kms:"));
    }

    @Test
    void a_second_run_copies_only_what_is_new_or_changed_or_was_cut_off() throws Exception {
        for (int i = 0; i < 20; i++) {
            int n = i;
            source.putObject(b -> b.bucket("old").key("k" + n), RequestBody.fromString("v" + n));
        }
        assertThat(run("s3://old", "s3://new", DEFAULT).copied()).isEqualTo(20);
        assertThat(run("s3://old", "s3://new", DEFAULT)).isEqualTo(new Import.Outcome(0, 20, 0, 0));
        source.putObject(b -> b.bucket("old").key("k3"), RequestBody.fromString("changed"));
        source.putObject(b -> b.bucket("old").key("new"), RequestBody.fromString("n"));
        assertThat(run("s3://old", "s3://new", DEFAULT)).isEqualTo(new Import.Outcome(2, 19, 0, 8));
        assertThat(destination.getObjectAsBytes(b -> b.bucket("new").key("k3")).asUtf8String())
                .isEqualTo("changed");
        Files.writeString(
                folder.resolve("report"),
                "{\"key\":\"cut off in the mid",
                StandardCharsets.UTF_8,
                StandardOpenOption.APPEND);
        assertThat(run("s3://old", "s3://new", DEFAULT)).isEqualTo(new Import.Outcome(0, 21, 0, 0));
        assertThat(report()).hasSize(21);
    }

    @Test
    void a_large_object_comes_in_parts_and_its_etag_is_computed_again() throws Exception {
        var part = new byte[33 * 1024 * 1024];
        new java.util.Random(7).nextBytes(part);
        var id = source.createMultipartUpload(b -> b.bucket("old").key("large")).uploadId();
        var etags = new ArrayList<String>();
        for (int i = 1; i <= 3; i++) {
            int number = i;
            etags.add(source.uploadPart(
                            b -> b.bucket("old").key("large").uploadId(id).partNumber(number),
                            RequestBody.fromBytes(part))
                    .eTag());
        }
        source.completeMultipartUpload(b -> b.bucket("old")
                .key("large")
                .uploadId(id)
                .multipartUpload(m -> m.parts(
                        p -> p.partNumber(1).eTag(etags.get(0)),
                        p -> p.partNumber(2).eTag(etags.get(1)),
                        p -> p.partNumber(3).eTag(etags.get(2)))));
        var wish = new Wish(Optional.of("aws:kms:dsse"), Optional.empty(), Optional.empty());
        assertThat(run("s3://old", "s3://new", wish).copied()).isEqualTo(1);
        assertThat(told("large", "verified"))
                .isEqualTo(Overlay.chosen() == Overlay.NONE ? "multipart-md5" : "checksum");
        assertThat(told("large", "protection")).isEqualTo("aws:kms:dsse");
        try (var body = destination.getObject(b -> b.bucket("new").key("large"))) {
            for (int i = 0; i < 3; i++) {
                assertThat(java.util.Arrays.equals(body.readNBytes(part.length), part))
                        .isTrue();
            }
            assertThat(body.read()).isEqualTo(-1);
        }
        assertThat(destination.listMultipartUploads(b -> b.bucket("new")).uploads())
                .isEmpty();
    }
}
