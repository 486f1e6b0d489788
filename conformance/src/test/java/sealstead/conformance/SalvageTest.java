package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.migration.Import;
import sealstead.migration.Place;
import sealstead.migration.SalvageInto;
import sealstead.server.Config;
import sealstead.server.Salvaging;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/// What still opens of a data folder is taken out of it although the rest does not.
@Overlay.Never
@SuppressWarnings({"NullAway.Init", "unchecked"})
@Tag("drill")
final class SalvageTest {
    /// A key and the beginning of others, names that a file cannot have, one that would leave the folder.
    private static final List<String> KEYS = List.of(
            "plain",
            "a",
            "a/b",
            "a//c/",
            "up/../down",
            "with @ and % and \\ and \u00fc",
            "long".repeat(200),
            "kms",
            "dsse",
            "parts");

    @TempDir
    private Path folder;

    private Path data;
    private final Map<String, byte[]> contents = new HashMap<>();

    private static byte[] bytes(String key, int size) {
        var bytes = new byte[size];
        new Random(key.hashCode()).nextBytes(bytes);
        return bytes;
    }

    private static String protection(String key) {
        return switch (key) {
            case "kms" -> "aws:kms";
            case "dsse" -> "aws:kms:dsse";
            default -> "AES256";
        };
    }

    @BeforeEach
    void fill() throws IOException {
        data = folder.resolve("data");
        try (var server = new LocalServer(Map.of(Setting.DATA, data.toString()));
                var s3 = server.s3()) {
            s3.createBucket(b -> b.bucket("salvaged"));
            s3.putBucketVersioning(
                    b -> b.bucket("salvaged").versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
            put(s3, "plain", "older".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            for (var key : KEYS) {
                if (!key.equals("parts")) {
                    put(s3, key, bytes(key, key.equals("a") ? 200_000 : 4_000));
                }
            }
            var part = bytes("parts", 5 * 1024 * 1024 + 1);
            var id = s3.createMultipartUpload(
                            b -> b.bucket("salvaged").key("parts").contentType("text/x-parts"))
                    .uploadId();
            var etag = s3.uploadPart(
                            b -> b.bucket("salvaged").key("parts").uploadId(id).partNumber(1),
                            RequestBody.fromBytes(part))
                    .eTag();
            s3.completeMultipartUpload(b -> b.bucket("salvaged")
                    .key("parts")
                    .uploadId(id)
                    .multipartUpload(m -> m.parts(p -> p.partNumber(1).eTag(etag))));
            contents.put("parts", part);
        }
    }

    private void put(S3Client s3, String key, byte[] body) {
        s3.putObject(
                b -> b.bucket("salvaged")
                        .key(key)
                        .serverSideEncryption(protection(key))
                        .metadata(Map.of("m", "v"))
                        .tagging("t=u"),
                RequestBody.fromBytes(body));
        contents.put(key, body);
    }

    private Config config() throws IOException {
        return Config.load(Map.of(Setting.DATA, data.toString()), Map.of());
    }

    private List<JsonNode> salvage(SalvageInto target, Path report) throws IOException {
        try (target) {
            Salvaging.run(config(), target);
        }
        var lines = new ArrayList<JsonNode>();
        for (var line : Files.readAllLines(report)) {
            lines.add(new ObjectMapper().readTree(line));
        }
        return lines;
    }

    private List<JsonNode> intoFolder(String name) throws IOException {
        var to = folder.resolve(name);
        var lines = salvage(SalvageInto.folder(to, folder.resolve(name + ".jsonl")), folder.resolve(name + ".jsonl"));
        assertThat(current(lines)).isNotEmpty();
        for (var line : lines) {
            if (line.has("place") && line.path("current").asBoolean()) {
                var file = to.resolve(line.path("place").asText());
                assertThat(file.normalize()).startsWith(to);
                assertThat(Files.readAllBytes(file))
                        .as(line.toString())
                        .isEqualTo(contents.get(line.path("key").asText()));
            }
        }
        return lines;
    }

    private static List<String> current(List<JsonNode> lines) {
        return lines.stream()
                .filter(line -> line.has("place") && line.path("current").asBoolean())
                .map(line -> line.path("key").asText())
                .toList();
    }

    private List<String> names() throws IOException {
        try (var all = Files.walk(data)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> data.relativize(file) + " " + file.toFile().length())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void all_that_is_whole_comes_out_into_files_and_the_folder_stays_as_it_is() throws IOException {
        var before = names();
        var lines = intoFolder("out");
        assertThat(current(lines)).containsExactlyInAnyOrderElementsOf(KEYS);
        assertThat(lines).hasSize(KEYS.size() + 1); // and the older version
        assertThat(lines)
                .filteredOn(line -> line.path("key").asText().equals("plain")
                        && !line.path("current").asBoolean())
                .singleElement()
                .satisfies(line -> assertThat(
                                folder.resolve("out").resolve(line.path("place").asText()))
                        .hasContent("older"));
        assertThat(lines)
                .filteredOn(line -> line.path("key").asText().equals("kms"))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.path("protection").asText()).isEqualTo("SSE_KMS");
                    assertThat(line.path("metadata").path("m").asText()).isEqualTo("v");
                    assertThat(line.path("tags").path("t").asText()).isEqualTo("u");
                });
        assertThat(names()).isEqualTo(before);
    }

    @Test
    void what_does_not_open_is_named_and_the_rest_comes_out() throws IOException {
        try (var blobs = Files.walk(data.resolve("blobs"))) {
            var blob = blobs.filter(file ->
                            file.toFile().length() > 190_000 && file.toFile().length() < 1_000_000)
                    .findFirst()
                    .orElseThrow();
            var rotten = Files.readAllBytes(blob);
            rotten[100_000] ^= 1;
            Files.write(blob, rotten);
        }
        Files.delete(data.resolve("records/CURRENT"));
        var lines = intoFolder("out");
        var rest = new ArrayList<>(KEYS);
        rest.remove("a");
        assertThat(current(lines)).containsExactlyInAnyOrderElementsOf(rest);
        assertThat(lines).filteredOn(line -> line.has("lost")).singleElement().satisfies(line -> {
            assertThat(line.path("key").asText()).isEqualTo("a");
            assertThat(line.path("lost").asText()).contains("does not open");
        });
        assertThat(data.resolve("records/CURRENT")).doesNotExist();
    }

    @Test
    void a_bucket_of_another_endpoint_takes_it_with_headers_metadata_and_tags() throws IOException {
        try (var other = new LocalServer(Map.of());
                var s3 = other.s3()) {
            s3.createBucket(b -> b.bucket("rescue"));
            var side =
                    new Import.Side(other.endpoint(), "us-east-1", LocalServer.ACCESS_KEY_ID, LocalServer.SECRET, "");
            var report = folder.resolve("s3.jsonl");
            var lines = salvage(SalvageInto.bucket(side, Place.parse("s3://rescue/was/"), report), report);
            assertThat(current(lines)).containsExactlyInAnyOrderElementsOf(KEYS);
            for (var key : KEYS) {
                assertThat(s3.getObjectAsBytes(b -> b.bucket("rescue").key("was/salvaged/" + key))
                                .asByteArray())
                        .as(key)
                        .isEqualTo(contents.get(key));
            }
            var parts = s3.headObject(b -> b.bucket("rescue").key("was/salvaged/parts"));
            assertThat(parts.contentType()).isEqualTo("text/x-parts");
            assertThat(s3.getObjectTagging(b -> b.bucket("rescue").key("was/salvaged/kms"))
                            .tagSet())
                    .hasSize(1);
        }
    }
}
