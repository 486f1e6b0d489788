package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sealstead.migration.Import;
import sealstead.migration.ImportReport;
import sealstead.migration.Place;
import sealstead.migration.Wish;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/// GHSA-pq29, -8r6f, -f4vq: names that climbed out of where they belong, by key, by archive, by copy source.
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class TraversalTest {
    private static final String CANARY = "climbing-canary";

    @Server
    private static LocalServer server;

    @Client(of = Client.Kind.PLAIN)
    private static S3Client s3;

    private static Path above;

    @BeforeAll
    static void start() {
        above = server.dataFolder().resolveSibling(".").normalize();
        s3.createBucket(b -> b.bucket("inside"));
        s3.createBucket(b -> b.bucket("secret"));
        s3.putObject(b -> b.bucket("secret").key("o"), RequestBody.fromString("the secret"));
    }

    /// What lies beside the data folder, and every name in it that a client could have chosen.
    private static Set<String> outside() throws IOException {
        var names = new TreeSet<String>();
        try (var beside = Files.list(above)) {
            beside.forEach(file -> names.add(file.toString()));
        }
        try (var walk = Files.walk(above)) {
            walk.filter(file -> file.toString().contains(CANARY)).forEach(file -> names.add(file.toString()));
        }
        return names;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..%2F..%2F" + CANARY,
                "..%5C..%5C" + CANARY,
                "%2e%2e/%2e%2e/" + CANARY,
                "%252e%252e%252f" + CANARY,
                "a/..%00/" + CANARY,
                "..%c0%af" + CANARY,
                "%2Ftmp%2F" + CANARY,
                "C:%5C" + CANARY
            })
    void no_name_becomes_a_path(String name) throws IOException {
        var before = outside();
        for (var target : List.of("/inside/" + name, "/" + name, "/" + name + "/o", "/inside/" + name + "?uploads=")) {
            for (var method : List.of("PUT", "POST", "GET", "DELETE")) {
                var reply = Raw.request(server.endpoint(), method, target)
                        .body(method.equals("PUT") ? "x" : "")
                        .sign()
                        .send();
                assertThat(reply.status()).as(method + " " + target).isNotIn(500, 502, 503);
                assertThat(reply.body()).doesNotContain("the secret").doesNotContain("root:");
            }
        }
        assertThat(outside()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "inside%2F..%2Fsecret", "../secret", "%2e%2e"})
    void no_name_of_a_bucket_leads_to_another(String name) throws IOException {
        var before = s3.listBuckets().buckets();
        for (var method : List.of("PUT", "GET", "DELETE", "HEAD")) {
            var reply =
                    Raw.request(server.endpoint(), method, "/" + name).sign().send();
            assertThat(reply.status()).as(method).isIn(400, 403, 404, 204);
            assertThat(reply.body()).doesNotContain("the secret");
        }
        assertThat(s3.listBuckets().buckets()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inside/../secret/o",
                "inside/..%2Fsecret%2Fo",
                "inside%2F..%2Fsecret/o",
                "/inside/%2e%2e/secret/o",
                "../secret/o",
                "inside/x?versionId=../../secret/o",
                "inside%2Fx%3FversionId=1/../secret/o"
            })
    void a_copy_source_means_the_bucket_it_begins_with(String source) throws IOException {
        for (var target : List.of("/inside/copied", "/inside/part?partNumber=1&uploadId=..%2Fsecret")) {
            var reply = Raw.request(server.endpoint(), "PUT", target)
                    .header("x-amz-copy-source", source)
                    .sign()
                    .send();
            assertThat(reply.status()).as(source + " " + reply.body()).isIn(400, 404);
        }
        assertThat(s3.listObjectsV2(b -> b.bucket("inside").prefix("copied")).contents())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "versionId=..%2F..%2Fsecret%2Fo",
                "versionId=%2Fetc%2Fpasswd",
                "uploadId=..%2F..%2Fsecret",
                "partNumber=..%2F1",
                "partNumber=1&uploadId=%00..%2F"
            })
    void ids_that_the_server_gave_are_no_paths_either(String query) throws IOException {
        for (var method : List.of("GET", "PUT", "DELETE", "POST", "HEAD")) {
            var reply = Raw.request(server.endpoint(), method, "/inside/o?" + query)
                    .sign()
                    .send();
            assertThat(reply.status()).as(method + " " + reply.body()).isIn(400, 404, 405, 501, 204);
            assertThat(reply.body()).doesNotContain("the secret");
        }
    }

    @Test
    void imported_keys_stay_keys(@TempDir Path folder) throws Exception {
        s3.createBucket(b -> b.bucket("source"));
        s3.createBucket(b -> b.bucket("target"));
        var keys = List.of("../" + CANARY, "/" + CANARY, "a/../../" + CANARY, "..\\" + CANARY);
        for (var key : keys) {
            s3.putObject(b -> b.bucket("source").key(key), RequestBody.fromString(key));
        }
        var before = outside();
        var side = new Import.Side(
                server.endpoint(), LocalServer.REGION, LocalServer.ACCESS_KEY_ID, LocalServer.SECRET, "");
        var wish = new Wish(Optional.empty(), Optional.empty(), Optional.empty());
        try (var report = ImportReport.open(folder.resolve("report"));
                var all =
                        new Import(side, side, Place.parse("s3://source/"), Place.parse("s3://target/in/"), wish, 2)) {
            all.run(report, new Import.Watcher() {
                @Override
                public void planned(long objects, long bytes) {}

                @Override
                public void copied(String key, long bytes) {}

                @Override
                public void skipped(String key, long bytes) {}

                @Override
                public void failed(String key, String why) {}
            });
        }
        for (var key : keys) {
            assertThat(s3.getObjectAsBytes(b -> b.bucket("target").key("in/" + key))
                            .asUtf8String())
                    .isEqualTo(key);
        }
        assertThat(outside()).isEqualTo(before);
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }
}
