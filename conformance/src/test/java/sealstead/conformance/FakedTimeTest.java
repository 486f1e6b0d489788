package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import sealstead.crypto.RootKeyFile;
import sealstead.custody.HeldRootKey;
import sealstead.custody.RootKey;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;

/// A whole process whose clock is wrong, by libfaketime: nothing is destroyed or expired while it runs with the wrong
/// clock, nor by a start with one. It takes minutes, since every look at the clock is a call then, and belongs to the
/// drills by hand; left out by name where there is no libfaketime.
@Overlay.Never
@SuppressWarnings({"NullAway.Init", "unchecked"})
@Tag("drill")
@EnabledIfSystemProperty(named = "sealstead.drills", matches = "true")
final class FakedTimeTest {
    @TempDir
    private Path folder;

    private Map<String, String> environment;

    @BeforeEach
    void preload() throws IOException {
        var library = library();
        assumeTrue(library.isPresent(), "libfaketime is not installed (Debian: faketime)");
        environment = Map.of(
                "LD_PRELOAD",
                library.orElseThrow().toString(),
                "FAKETIME_TIMESTAMP_FILE",
                folder.resolve("offset").toString(),
                "FAKETIME_CACHE_DURATION",
                "1",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1",
                "DONT_FAKE_MONOTONIC",
                "1",
                "SEALSTEAD_MAINTENANCE_EVERY",
                "PT1S");
        ahead("+0");
    }

    private static Optional<Path> library() throws IOException {
        try (var all = Files.newDirectoryStream(Path.of("/usr/lib"), "*-linux-gnu*")) {
            for (var folder : all) {
                var library = folder.resolve("faketime/libfaketime.so.1");
                if (Files.exists(library)) {
                    return Optional.of(library);
                }
            }
        }
        return Optional.empty();
    }

    private void ahead(String offset) throws IOException {
        var next = folder.resolve("offset.next");
        Files.writeString(next, offset + "\n");
        Files.move(next, folder.resolve("offset"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String ready(URI endpoint) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(endpoint.resolve("/_sealstead/health/ready"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private static S3Client s3(URI endpoint) {
        return S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.of(LocalServer.REGION))
                .forcePathStyle(true)
                .credentialsProvider(LocalServer.credentials())
                .build();
    }

    private static KmsClient kms(URI endpoint) {
        return KmsClient.builder()
                .endpointOverride(endpoint)
                .region(Region.of(LocalServer.REGION))
                .credentialsProvider(LocalServer.credentials())
                .build();
    }

    @Test
    void a_process_whose_clock_is_wrong_destroys_nothing() throws Exception {
        String key;
        try (var server = new ChildServer(folder, environment);
                var s3 = s3(server.endpoint());
                var kms = kms(server.endpoint())) {
            s3.createBucket(b -> b.bucket("clock"));
            s3.putObject(b -> b.bucket("clock").key("kept"), RequestBody.fromString("kept"));
            s3.putBucketLifecycleConfiguration(b -> b.bucket("clock")
                    .lifecycleConfiguration(l -> l.rules(r -> r.id("days")
                            .status(ExpirationStatus.ENABLED)
                            .filter(f -> f.prefix(""))
                            .expiration(e -> e.days(1)))));
            key = kms.createKey().keyMetadata().keyId();
            kms.scheduleKeyDeletion(b -> b.keyId(key).pendingWindowInDays(7));

            ahead("+9d");
            while (!ready(server.endpoint()).contains("\"clock\"")) {
                Thread.sleep(50);
            }
            everyJobHasTurns(server.endpoint());
            ahead("+0");
            check(s3, kms, key);
            server.kill();
        }
        ahead("+9d");
        try (var server = new ChildServer(folder, environment)) {
            everyJobHasTurns(server.endpoint());
            server.kill();
        }
        try (var server = new ChildServer(folder);
                var s3 = s3(server.endpoint());
                var kms = kms(server.endpoint())) {
            check(s3, kms, key);
            kms.cancelKeyDeletion(b -> b.keyId(key));
            assertThat(kms.describeKey(b -> b.keyId(key)).keyMetadata().keyState())
                    .isEqualTo(KeyState.DISABLED);
        }
    }

    /// Waits until every job has had two turns more, in which it must do nothing. Who holds the root key is
    /// heard whatever the clocks say.
    private void everyJobHasTurns(URI endpoint) throws IOException, InterruptedException {
        var root = new HeldRootKey(RootKeyFile.read(folder.resolve("data.root-key"), Optional.empty()));
        var before = runs(endpoint, root);
        while (!runs(endpoint, root).entrySet().stream()
                .allMatch(job -> job.getValue() >= before.getOrDefault(job.getKey(), 0L) + 2)) {
            Thread.sleep(50);
        }
    }

    private static Map<String, Long> runs(URI endpoint, RootKey root) throws IOException {
        var runs = new HashMap<String, Long>();
        Administration.told(endpoint, root, "GET admin/jobs")
                .path("jobs")
                .forEach(job ->
                        runs.put(job.path("name").asText(), job.path("runs").asLong()));
        return runs;
    }

    private static void check(S3Client s3, KmsClient kms, String key) {
        assertThat(s3.getObjectAsBytes(b -> b.bucket("clock").key("kept")).asUtf8String())
                .isEqualTo("kept");
        assertThat(kms.describeKey(b -> b.keyId(key)).keyMetadata().keyState()).isEqualTo(KeyState.PENDING_DELETION);
    }
}
