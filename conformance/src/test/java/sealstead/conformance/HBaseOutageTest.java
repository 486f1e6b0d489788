package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.server.Setting;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// An HBase and an HDFS of which parts end while the server writes: what is acknowledged stays, what is not is not
/// half there, and the server goes on by itself.
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class HBaseOutageTest {
    private static final String BUCKET = "outage";
    private static final int WRITERS = 6;
    private static final int POLL_MILLIS = 20;

    /// Thousands of refusals would be told, each with where it was met.
    private static final Logger LOG = Logger.getLogger("sealstead");

    @TempDir
    private Path folder;

    @BeforeAll
    static void needsHBase() {
        assumeTrue(HBaseCluster.isAvailable(), "store-hbase is not built, or the jars of an HBase are not there");
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void tellAgain() {
        LOG.setLevel(null);
    }

    /// Of all writers.
    private static final class Load {
        private final Map<String, KeptWrites> kept = new ConcurrentHashMap<>();
        private final AtomicBoolean done = new AtomicBoolean();
        private final AtomicInteger refused = new AtomicInteger();
        private final Map<String, String> others = new ConcurrentHashMap<>();
        private final AtomicLong lastNanos = new AtomicLong(System.nanoTime());
        private final AtomicLong longestGapNanos = new AtomicLong();

        private void acknowledged() {
            long now = System.nanoTime();
            long gap = now - lastNanos.getAndSet(now);
            longestGapNanos.accumulateAndGet(gap, Math::max);
        }
    }

    @Test
    void nothing_acknowledged_is_lost_when_servers_end_under_load_and_then_all_of_them_say_nothing() throws Exception {
        var cluster = HBaseCluster.shared();
        var settings = cluster.newStore();
        var table = settings.getOrDefault(Setting.STORE_HBASE_TABLE, "");
        var gaps = new TreeMap<String, Long>();
        try (var server = new LocalServer(settings)) {
            var load = new Load();
            try (var s3 = ChildServer.s3WithoutRetries(server.endpoint());
                    var writers = Executors.newFixedThreadPool(WRITERS)) {
                s3.createBucket(b -> b.bucket(BUCKET));
                var ended = new ArrayList<Future<Boolean>>();
                for (int w = 0; w < WRITERS; w++) {
                    var key = "key-" + w;
                    var kept = new KeptWrites();
                    load.kept.put(key, kept);
                    ended.add(writers.submit(() -> {
                        write(s3, key, kept, load);
                        return true;
                    }));
                }
                try {
                    awaitProgress(load);
                    for (var order : new String[] {"stop-datanode 0", "abort " + table, "start-server"}) {
                        load.longestGapNanos.set(0);
                        cluster.order(order);
                        awaitProgress(load);
                        gaps.put(order, load.longestGapNanos.get() / 1_000_000);
                    }
                    cluster.signal("STOP");
                    try {
                        int before = load.refused.get();
                        while (load.refused.get() < before + WRITERS) {
                            Thread.sleep(POLL_MILLIS);
                        }
                        assertSaysLater(server);
                    } finally {
                        cluster.signal("CONT");
                    }
                    awaitProgress(load);
                } finally {
                    load.done.set(true);
                }
                for (var each : ended) {
                    assertThat(each.get()).isTrue();
                }
                System.out.println("HBaseOutageTest: longest time without an acknowledged write, in milliseconds: "
                        + gaps + ", refused: " + load.refused);
                assertThat(load.others).as("answers other than 503").isEmpty();
                for (var each : load.kept.entrySet()) {
                    each.getValue().check(s3, BUCKET, each.getKey());
                }
                assertThat(s3.listObjectsV2(b -> b.bucket(BUCKET)).contents()).hasSize(WRITERS);
            }
        }
    }

    private static void assertSaysLater(LocalServer server) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            for (var path : new String[] {"/_sealstead/health/ready", "/" + BUCKET + "/key-0"}) {
                var asked = http.send(
                        HttpRequest.newBuilder(server.endpoint().resolve(path)).build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(asked.statusCode()).as(path).isEqualTo(503);
                assertThat(asked.headers().firstValue("retry-after").isPresent()
                                || asked.body().contains("store"))
                        .as(path)
                        .isTrue();
            }
        }
    }

    private static void write(S3Client s3, String key, KeptWrites kept, Load load) {
        for (long number = 0; !load.done.get(); number++) {
            long now = number;
            kept.sent = now;
            try {
                s3.putObject(b -> b.bucket(BUCKET).key(key), RequestBody.fromBytes(KeptWrites.body(key, now)));
                kept.acknowledged = now;
                load.acknowledged();
            } catch (S3Exception failed) {
                load.refused.incrementAndGet();
                if (failed.statusCode() != 503) {
                    load.others.put(failed.statusCode() + "", String.valueOf(failed.getMessage()));
                }
            } catch (SdkException failed) {
                load.others.put(failed.getClass().getName(), String.valueOf(failed.getMessage()));
            }
        }
    }

    /// Every size of every writer once.
    private static void awaitProgress(Load load) throws InterruptedException {
        var before = new TreeMap<String, Long>();
        load.kept.forEach((key, kept) -> before.put(key, kept.acknowledged));
        while (load.kept.entrySet().stream()
                .anyMatch(each -> each.getValue().acknowledged
                        < before.getOrDefault(each.getKey(), -1L) + KeptWrites.SIZES.length)) {
            Thread.sleep(POLL_MILLIS);
        }
    }

    /// By the lease alone: nobody tells the other that the first is dead.
    @Test
    void a_killed_gateway_starts_again_at_once_and_another_follows_after_the_lease() throws Exception {
        var environment = new HashMap<String, String>();
        HBaseCluster.shared().newStore().forEach((setting, value) -> environment.put(setting.environmentName(), value));
        environment.put(
                Setting.ROOT_KEY_FILE.environmentName(),
                folder.resolve("root-key").toString());
        var acknowledged = new ArrayList<String>();
        for (var gateway : new String[] {"first", "first", "another"}) {
            var home = Files.createDirectories(folder.resolve(gateway));
            try (var server = new ChildServer(home, environment, "-Xmx512m")) {
                try (var s3 = ChildServer.s3(server.endpoint())) {
                    if (acknowledged.isEmpty()) {
                        s3.createBucket(b -> b.bucket(BUCKET));
                    }
                    for (var key : acknowledged) {
                        assertThat(s3.getObjectAsBytes(b -> b.bucket(BUCKET).key(key))
                                        .asByteArray())
                                .isEqualTo(KeptWrites.body(key, key.length()));
                    }
                    for (int i = 0; i < 4; i++) {
                        var key = "k".repeat(acknowledged.size() + 1);
                        s3.putObject(
                                b -> b.bucket(BUCKET).key(key),
                                RequestBody.fromBytes(KeptWrites.body(key, key.length())));
                        acknowledged.add(key);
                    }
                }
                server.kill();
            }
        }
        assertThat(acknowledged).hasSize(12);
    }
}
