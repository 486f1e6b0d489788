package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import sealstead.cli.AdminClient;
import sealstead.server.Config;
import sealstead.server.Setting;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Guard;
import sealstead.store.Table;
import sealstead.store.local.DataFolder;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/// A scrub finds what is damaged or lost, names it, and goes on.
@Overlay.Never
@SuppressWarnings({"NullAway.Init", "unchecked"})
@Tag("drill")
final class ScrubTest {
    private static final byte[] LARGE = new byte[200_000];

    @Server(@Server.With(setting = Setting.MAINTENANCE_EVERY, value = "PT24H"))
    private LocalServer server;

    private S3Client s3;

    @BeforeEach
    void start() {
        s3 = server.s3();
        s3.createBucket(b -> b.bucket("scrubbed"));
    }

    @AfterEach
    void stop() throws IOException {
        s3.close();
    }

    private void put(String key, byte[] body) {
        s3.putObject(b -> b.bucket("scrubbed").key(key), RequestBody.fromBytes(body));
    }

    private com.fasterxml.jackson.databind.JsonNode scrub(String how) throws IOException, InterruptedException {
        var settings = Map.of(Setting.DATA, server.dataFolder().toString());
        var admin = new AdminClient(
                Config.load(settings, Map.of()), server.endpoint().toString());
        admin.ask("POST", "admin/scrub" + how);
        while (true) {
            var state = admin.get("admin/scrub");
            if (!state.path("running").asBoolean()) {
                assertThat(state.path("failure").asText()).isEmpty();
                return state.path("report");
            }
            Thread.sleep(20);
        }
    }

    private static List<String> found(com.fasterxml.jackson.databind.JsonNode report) {
        var found = new ArrayList<String>();
        report.path("findings")
                .forEach(finding -> found.add(finding.path("kind").asText() + " "
                        + finding.path("where").asText()));
        return found;
    }

    private Path onlyBlob() throws IOException {
        try (var walk = Files.walk(server.dataFolder().resolve("blobs"))) {
            return walk.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
    }

    @Test
    void what_is_whole_is_whole_under_every_protection() throws Exception {
        put("within", new byte[10]);
        put("inline", new byte[10_000]);
        put("blob", LARGE);
        s3.putObject(
                b -> b.bucket("scrubbed").key("kms").serverSideEncryption("aws:kms"), RequestBody.fromBytes(LARGE));
        s3.putObject(
                b -> b.bucket("scrubbed").key("dsse").serverSideEncryption("aws:kms:dsse"),
                RequestBody.fromBytes(LARGE));
        var id =
                s3.createMultipartUpload(b -> b.bucket("scrubbed").key("parts")).uploadId();
        var etag = s3.uploadPart(
                        b -> b.bucket("scrubbed").key("parts").uploadId(id).partNumber(1), RequestBody.fromBytes(LARGE))
                .eTag();
        s3.completeMultipartUpload(b -> b.bucket("scrubbed")
                .key("parts")
                .uploadId(id)
                .multipartUpload(m -> m.parts(p -> p.partNumber(1).eTag(etag))));
        s3.createMultipartUpload(b -> b.bucket("scrubbed").key("open"));
        long before = server.ledger().total(sealstead.kms.Ledger.Outcome.MADE);
        var report = scrub("");
        assertThat(found(report)).isEmpty();
        assertThat(report.path("whole").asBoolean()).isTrue();
        assertThat(report.path("objects").asLong()).isEqualTo(6);
        assertThat(report.path("opened").asLong()).isEqualTo(4);
        assertThat(report.path("fromOutside").asLong()).isEqualTo(2);
        assertThat(server.ledger().total(sealstead.kms.Ledger.Outcome.MADE)).isEqualTo(before);
        assertThat(scrub("?kms=true").path("opened").asLong()).isEqualTo(6);
    }

    @Test
    void a_flipped_bit_of_a_blob_is_named() throws Exception {
        put("whole", new byte[1000]);
        put("rotten", LARGE);
        var blob = onlyBlob();
        var bytes = Files.readAllBytes(blob);
        bytes[150_000] ^= 4;
        Files.write(blob, bytes);
        var report = scrub("");
        assertThat(found(report)).containsExactly("ciphertext scrubbed/rotten version null");
        assertThat(report.path("whole").asBoolean()).isFalse();
        assertThat(found(scrub("?open=false"))).isEmpty();
    }

    @Test
    void what_is_missing_cut_off_or_nobodys_is_told_apart() throws Exception {
        put("cut", LARGE);
        var cut = onlyBlob();
        Files.write(cut, java.util.Arrays.copyOf(Files.readAllBytes(cut), 1000));
        assertThat(found(scrub(""))).containsExactly("length scrubbed/cut version null");
        Files.delete(cut);
        assertThat(found(scrub(""))).containsExactly("missing scrubbed/cut version null");
        var stray = server.dataFolder().resolve("blobs/ab/00000000ab0000000000000000000000");
        Files.write(stray, new byte[3]);
        assertThat(found(scrub("")))
                .containsExactly("missing scrubbed/cut version null", "unowned blob " + stray.getFileName());
    }

    @Test
    void a_damaged_record_hides_no_other() throws Exception {
        for (var key : List.of("a", "b", "c")) {
            put(key, LARGE);
        }
        s3.close();
        server.stop();
        var random = new SecureRandom();
        try (var data = DataFolder.open(server.dataFolder(), random)) {
            var table = new Table("object");
            var row = data.records()
                    .scan(table, Bytes.EMPTY, true, Optional.empty(), 10)
                    .rows()
                    .get(1);
            data.records()
                    .commit(
                            table,
                            row.group(),
                            new Guard.At(row.head().txid()),
                            List.of(new Edit.PutHead(Bytes.utf8("\u0001garbage that is long enough"))));
        }
        server.start();
        s3 = server.s3();
        assertThat(found(scrub(""))).contains("record object scrubbed/b").doesNotContain("record object scrubbed/a");
        assertThat(scrub("").path("opened").asLong()).isEqualTo(2);
    }

    @Test
    void one_bucket_or_a_sample_can_be_looked_at_and_only_a_look_as_thorough_takes_damage_back() throws Exception {
        s3.createBucket(b -> b.bucket("other"));
        for (int i = 0; i < 200; i++) {
            int number = i;
            s3.putObject(b -> b.bucket("other").key("small" + number), RequestBody.fromString("small"));
        }
        put("large", LARGE);
        var blob = onlyBlob();
        var whole = Files.readAllBytes(blob);
        var rotten = whole.clone();
        rotten[1000] ^= 1;
        Files.write(blob, rotten);

        var other = scrub("?bucket=other");
        assertThat(other.path("whole").asBoolean()).isTrue();
        assertThat(other.path("objects").asInt()).isEqualTo(200);
        assertThat(other.path("opened").asInt()).isEqualTo(200);
        var sampled = scrub("?bucket=other&sample=20");
        assertThat(sampled.path("objects").asInt()).isEqualTo(200);
        assertThat(sampled.path("opened").asInt()).isBetween(5, 90);
        assertThat(found(scrub("?bucket=scrubbed"))).singleElement().asString().startsWith("ciphertext scrubbed/large");
        assertThat(damage()).isNotEmpty();
        Files.write(blob, whole);
        scrub("?bucket=other");
        scrub("?bucket=scrubbed&open=false");
        assertThat(damage()).isNotEmpty();
        scrub("?bucket=scrubbed");
        assertThat(damage()).isEmpty();
    }

    private List<String> standing() throws IOException {
        var found = new ArrayList<String>();
        Administration.ask(server, "GET admin/scrub/found")
                .document()
                .path("damage")
                .forEach(each -> found.add(
                        each.path("kind").asText() + " " + each.path("where").asText()));
        return found;
    }

    @Test
    void damage_lasts_by_version_over_a_restart_until_that_version_was_opened_whole() throws Exception {
        s3.createBucket(b -> b.bucket("other"));
        put("one", LARGE);
        var one = onlyBlob();
        s3.putObject(b -> b.bucket("other").key("two").serverSideEncryption("aws:kms"), RequestBody.fromBytes(LARGE));
        Path two;
        try (var walk = Files.walk(server.dataFolder().resolve("blobs"))) {
            two = walk.filter(file -> Files.isRegularFile(file) && !file.equals(one))
                    .findFirst()
                    .orElseThrow();
        }
        var wholes = List.of(Files.readAllBytes(one), Files.readAllBytes(two));
        for (int i = 0; i < 2; i++) {
            var rotten = wholes.get(i).clone();
            rotten[1000] ^= 1;
            Files.write(i == 0 ? one : two, rotten);
        }
        scrub("?kms=true");
        var both = new String[] {"ciphertext scrubbed/one version null", "ciphertext other/two version null"};
        assertThat(standing()).containsExactlyInAnyOrder(both);
        s3.close();
        server.restart();
        s3 = server.s3();
        assertThat(damage()).isNotEmpty();
        assertThat(standing()).containsExactlyInAnyOrder(both);

        // Each is gone when it was opened, and not before: the KMS is not asked by a look at everything.
        Files.write(one, wholes.get(0));
        Files.write(two, wholes.get(1));
        scrub("?open=false");
        assertThat(standing()).containsExactlyInAnyOrder(both);
        scrub("?bucket=scrubbed");
        assertThat(standing()).containsExactly(both[1]);
        scrub("");
        assertThat(standing()).containsExactly(both[1]);
        assertThat(damage()).isNotEmpty();
        scrub("?bucket=other&kms=true");
        assertThat(standing()).isEmpty();
        assertThat(damage()).isEmpty();
        server.restart();
        assertThat(damage()).isEmpty();
    }

    private List<String> damage() throws IOException, InterruptedException {
        var parts = new ArrayList<String>();
        try (var client = java.net.http.HttpClient.newHttpClient()) {
            var request = java.net.http.HttpRequest.newBuilder(server.endpoint().resolve("/_sealstead/health/ready"))
                    .build();
            var answer = client.send(request, java.net.http.HttpResponse.BodyHandlers.ofString())
                    .body();
            if (answer.contains("damage")) {
                parts.add(answer);
            }
        }
        return parts;
    }
}
