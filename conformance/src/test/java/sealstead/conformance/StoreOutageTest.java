package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.server.Setting;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// A PostgreSQL of its own that ends while the server writes to it: what is acknowledged stays, what is not is
/// not half there, and the server goes on by itself.
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class StoreOutageTest {
    private static final String BUCKET = "outage";
    private static final int WRITERS = 8;
    private static final int POLL_MILLIS = 20;

    /// Ten thousands of refusals would be told, each with where it was met.
    private static final List<Logger> LOGS = List.of(Logger.getLogger("sealstead"), Logger.getLogger("com.zaxxer"));

    @TempDir
    private Path folder;

    @BeforeAll
    static void needsPostgres() {
        assumeTrue(FarStore.isAvailable(), "store-postgres is not built, or PostgreSQL 15 is not installed");
        LOGS.forEach(log -> log.setLevel(Level.OFF));
    }

    @AfterAll
    static void tellAgain() {
        LOGS.forEach(log -> log.setLevel(null));
    }

    private static Map<Setting, String> settings(PostgresServer postgres) throws IOException {
        var settings = new EnumMap<Setting, String>(FarStore.shared().newStore());
        settings.put(Setting.STORE_POSTGRES_URL, postgres.url(postgres.newDatabase()));
        return settings;
    }

    @Test
    void nothing_acknowledged_is_lost_when_the_database_ends_under_load() throws Exception {
        try (var postgres = new PostgresServer();
                var server = new LocalServer(settings(postgres))) {
            var kept = new ConcurrentHashMap<String, KeptWrites>();
            var refused = new AtomicInteger();
            var others = new ConcurrentHashMap<String, String>();
            var done = new AtomicBoolean();
            try (var s3 = ChildServer.s3WithoutRetries(server.endpoint());
                    var writers = Executors.newFixedThreadPool(WRITERS)) {
                s3.createBucket(b -> b.bucket(BUCKET));
                var ended = new ArrayList<Future<Boolean>>();
                for (int w = 0; w < WRITERS; w++) {
                    var key = "key-" + w;
                    kept.put(key, new KeptWrites());
                    ended.add(writers.submit(() -> {
                        write(s3, key, kept.get(key), done, refused, others);
                        return true;
                    }));
                }
                for (int round = 0; round < 3; round++) {
                    awaitProgress(kept);
                    postgres.crash();
                    int before = refused.get();
                    while (refused.get() < before + WRITERS) {
                        Thread.sleep(POLL_MILLIS);
                    }
                    assertSaysLater(server);
                    postgres.start();
                    awaitProgress(kept);
                }
                done.set(true);
                for (var each : ended) {
                    assertThat(each.get()).isTrue();
                }
                assertThat(others).as("answers other than 503").isEmpty();
                for (var each : kept.entrySet()) {
                    each.getValue().check(s3, BUCKET, each.getKey());
                }
                assertThat(s3.listObjectsV2(b -> b.bucket(BUCKET)).contents()).hasSize(WRITERS);
            }
        }
    }

    private static void write(
            S3Client s3,
            String key,
            KeptWrites kept,
            AtomicBoolean done,
            AtomicInteger refused,
            Map<String, String> others) {
        for (long number = 0; !done.get(); number++) {
            long now = number;
            kept.sent = now;
            try {
                s3.putObject(b -> b.bucket(BUCKET).key(key), RequestBody.fromBytes(KeptWrites.body(key, now)));
                kept.acknowledged = now;
            } catch (S3Exception failed) {
                refused.incrementAndGet();
                if (failed.statusCode() != 503) {
                    others.put(failed.statusCode() + "", String.valueOf(failed.getMessage()));
                }
            } catch (SdkException failed) {
                others.put(failed.getClass().getName(), String.valueOf(failed.getMessage()));
            }
        }
    }

    private static void awaitProgress(Map<String, KeptWrites> kept) throws InterruptedException {
        var before = kept.entrySet().stream()
                .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, each -> each.getValue().acknowledged));
        while (kept.entrySet().stream()
                .anyMatch(each -> each.getValue().acknowledged < before.getOrDefault(each.getKey(), -1L) + 2)) {
            Thread.sleep(POLL_MILLIS);
        }
    }

    private static void assertSaysLater(LocalServer server) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var ready = http.send(
                    HttpRequest.newBuilder(server.endpoint().resolve("/_sealstead/health/ready"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).contains("store").doesNotContain(PostgresServer.PASSWORD);
            var asked = http.send(
                    HttpRequest.newBuilder(server.endpoint().resolve("/" + BUCKET + "/key-0"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(asked.statusCode()).isEqualTo(503);
            assertThat(asked.headers().firstValue("retry-after")).isPresent();
        }
        try (var kms = ChildServer.kms(server.endpoint())) {
            // With its retries: it takes longer, and says the same.
            assertThatThrownBy(() -> kms.createKey(b -> b.description("none")))
                    .isInstanceOfSatisfying(
                            AwsServiceException.class,
                            failed -> assertThat(failed.statusCode()).isEqualTo(503));
        }
    }

    /// A kill of the gateway costs nothing that was acknowledged, and the next one begins at once.
    @Test
    void a_killed_gateway_starts_again_at_once_and_has_everything() throws Exception {
        var environment = new java.util.HashMap<String, String>();
        FarStore.shared().newStore().forEach((setting, value) -> environment.put(setting.environmentName(), value));
        var acknowledged = new ArrayList<String>();
        for (int round = 0; round < 2; round++) {
            try (var server = new ChildServer(folder, environment, "-Xmx512m")) {
                try (var s3 = ChildServer.s3(server.endpoint())) {
                    if (round == 0) {
                        s3.createBucket(b -> b.bucket(BUCKET));
                    }
                    for (var key : acknowledged) {
                        assertThat(s3.getObjectAsBytes(b -> b.bucket(BUCKET).key(key))
                                        .asByteArray())
                                .isEqualTo(KeptWrites.body(key, 3));
                    }
                    for (int i = 0; i < 10; i++) {
                        var key = "round-" + round + "-" + i;
                        s3.putObject(b -> b.bucket(BUCKET).key(key), RequestBody.fromBytes(KeptWrites.body(key, 3)));
                        acknowledged.add(key);
                    }
                }
                server.kill();
            }
        }
        assertThat(Files.readString(folder.resolve("errors")))
                .doesNotContain(PostgresServer.PASSWORD)
                .doesNotContain(LocalServer.SECRET);
    }
}
