package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/// A server that is killed while clients write: what happened is told, and nothing is told that did not happen.
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class EventCrashTest {
    private static final int ROUNDS = 6;
    private static final int WRITERS = 6;
    /// Few, so that writers meet on them.
    private static final int KEYS = 3;

    /// What each event told: its name, the key and the version.
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private final AtomicInteger status = new AtomicInteger(200);
    private HttpServer hook;

    @TempDir
    private Path folder;

    @BeforeEach
    void listen() throws IOException {
        hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hook.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        hook.createContext("/", exchange -> {
            var body = new ObjectMapper().readTree(exchange.getRequestBody().readAllBytes());
            int answer = status.get();
            if (answer == 200) {
                told.add(event(body.path("Records").path(0)));
            }
            exchange.sendResponseHeaders(answer, -1);
            exchange.close();
        });
        hook.start();
    }

    @AfterEach
    void close() {
        hook.stop(0);
    }

    private static String event(JsonNode event) {
        var object = event.path("s3").path("object");
        return event.path("eventName").asText() + " " + object.path("key").asText() + " "
                + object.path("versionId").asText();
    }

    private ChildServer start() throws IOException {
        return new ChildServer(
                folder,
                Map.of(
                        "SEALSTEAD_ACCOUNT_ID",
                        LocalServer.ACCOUNT,
                        "SEALSTEAD_NOTIFICATION_WEBHOOKS",
                        "hook=http://127.0.0.1:" + hook.getAddress().getPort() + "/"));
    }

    private static void prepare(S3Client s3) {
        ReplicationWorld.versioned(s3, "told");
        s3.putBucketNotificationConfiguration(b -> b.bucket("told")
                .notificationConfiguration(c -> c.topicConfigurations(
                        t -> t.topicArn("arn:aws:sns:" + LocalServer.REGION + ":" + LocalServer.ACCOUNT + ":hook")
                                .eventsWithStrings("s3:ObjectCreated:*", "s3:ObjectRemoved:*"))));
    }

    /// Writes and deletes until the server is gone; what is removed for good is not put again.
    private static void write(
            S3Client s3, Random random, Set<String> removed, Set<String> inDoubt, CountDownLatch done) {
        try {
            while (true) {
                var key = "k" + random.nextInt(KEYS);
                var version = s3.putObject(b -> b.bucket("told").key(key), RequestBody.fromString("x".repeat(700)))
                        .versionId();
                switch (random.nextInt(4)) {
                    case 0 -> s3.deleteObject(b -> b.bucket("told").key(key));
                    case 1 -> {
                        inDoubt.add(key + " " + version);
                        s3.deleteObject(b -> b.bucket("told").key(key).versionId(version));
                        removed.add(key + " " + version);
                    }
                    default -> {}
                }
                done.countDown();
            }
        } catch (SdkException killed) {
            return;
        }
    }

    private static Set<String> standing(S3Client s3) {
        var all = new TreeSet<String>();
        s3.listObjectVersionsPaginator(b -> b.bucket("told")).forEach(page -> {
            page.versions()
                    .forEach(version -> all.add("ObjectCreated:Put " + version.key() + " " + version.versionId()));
            page.deleteMarkers()
                    .forEach(marker ->
                            all.add("ObjectRemoved:DeleteMarkerCreated " + marker.key() + " " + marker.versionId()));
        });
        return all;
    }

    @Test
    void what_happened_before_a_kill_is_told_and_nothing_else_is() throws Exception {
        long seed = Long.getLong("sealstead.seed", System.nanoTime());
        System.out.println("EventCrashTest: -Dsealstead.seed=" + seed);
        var random = new Random(seed);
        Set<String> removed = ConcurrentHashMap.newKeySet();
        Set<String> inDoubt = ConcurrentHashMap.newKeySet();
        for (int round = 0; round < ROUNDS; round++) {
            // In every other round nobody takes events, so that they wait across the kill.
            status.set(round % 2 == 0 ? 200 : 503);
            try (var server = start();
                    var s3 = ChildServer.s3WithoutRetries(server.endpoint())) {
                if (round == 0) {
                    prepare(s3);
                }
                var done = new CountDownLatch(50 + random.nextInt(50));
                var writers = new ArrayList<Thread>();
                for (int i = 0; i < WRITERS; i++) {
                    var own = new Random(random.nextLong());
                    writers.add(Thread.ofVirtual().start(() -> write(s3, own, removed, inDoubt, done)));
                }
                done.await();
                server.kill();
                for (var writer : writers) {
                    writer.join();
                }
            }
        }
        status.set(200);
        try (var server = start();
                var s3 = ChildServer.s3WithoutRetries(server.endpoint())) {
            var standing = standing(s3);
            // What is put last is told last: the events of an account keep their order.
            var last = s3.putObject(b -> b.bucket("told").key("last"), RequestBody.fromString("x"))
                    .versionId();
            Eventually.holds("the last event was told", () -> told.contains("ObjectCreated:Put last " + last));
            told.remove("ObjectCreated:Put last " + last);
            var gone = removed.stream()
                    .flatMap(version ->
                            List.of("ObjectCreated:Put " + version, "ObjectRemoved:Delete " + version).stream())
                    .toList();
            assertThat(told).containsAll(standing).containsAll(gone);
            told.removeAll(standing);
            gone.forEach(told::remove);
            // What a kill came between of: the removal happened if the version is not there.
            inDoubt.removeIf(version -> standing.contains("ObjectCreated:Put " + version));
            inDoubt.forEach(version -> {
                told.remove("ObjectCreated:Put " + version);
                told.remove("ObjectRemoved:Delete " + version);
            });
            assertThat(told).isEmpty();
        }
    }
}
