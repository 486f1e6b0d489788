package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.server.Config;
import sealstead.server.RootKeys;
import sealstead.server.Setting;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/// A key is rotated and everything moved to its new version while clients read and write and the server is
/// killed three times: coverage shows the new version alone, and every object reads.
@SuppressWarnings({"NullAway.Init", "unchecked", "try"})
@Tag("drill")
final class RotationTest {
    /// `-Dsealstead.rotation.objects=100000` makes a measurement of it.
    private static final int OBJECTS = Integer.getInteger("sealstead.rotation.objects", 20_000);

    private static final int KILLS = 3;

    @TempDir
    private Path folder;

    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger reads = new AtomicInteger();
    private volatile URI endpoint = URI.create("http://127.0.0.1:1");

    private ChildServer start() throws IOException {
        var server = new ChildServer(folder, Map.of("SEALSTEAD_ACCOUNT_ID", LocalServer.ACCOUNT));
        endpoint = server.endpoint();
        return server;
    }

    private JsonNode ask(String page) throws IOException {
        var config = Config.load(Map.of(Setting.DATA, folder.resolve("data").toString()), Map.of());
        return Administration.told(endpoint, RootKeys.read(config), page);
    }

    private static Kind kind(int i) {
        return List.of(Kind.SSE_KMS_BUCKET_KEY, Kind.SSE_KMS, Kind.SSE_KMS_BUCKET_KEY, Kind.DSSE_KMS)
                .get(i % 4);
    }

    private static void fill(S3Client s3, String arn) throws InterruptedException {
        var next = new AtomicInteger();
        var writers = new ArrayList<Thread>();
        for (int w = 0; w < 8; w++) {
            writers.add(Thread.ofPlatform().start(() -> {
                for (int i = next.getAndIncrement(); i < OBJECTS; i = next.getAndIncrement()) {
                    int number = i;
                    s3.putObject(
                            b -> kind(number).on(b.bucket("rotated").key("k" + number), arn),
                            RequestBody.fromString("content " + number));
                }
            }));
        }
        for (var writer : writers) {
            writer.join();
        }
    }

    /// A client that reads and writes on through the kills; what it gets is right.
    private void use(String arn, int writer) {
        for (int n = 0; !over.get(); n++) {
            int number = (n * 7919 + writer) % OBJECTS;
            try (var s3 = ChildServer.s3(endpoint)) {
                for (int i = 0; i < 50 && !over.get(); i++) {
                    int key = (number + i * 31) % OBJECTS;
                    var got = s3.getObjectAsBytes(b -> b.bucket("rotated").key("k" + key))
                            .asUtf8String();
                    assertThat(got).isEqualTo("content " + key);
                    reads.incrementAndGet();
                    s3.putObject(
                            b -> kind(key).on(b.bucket("rotated").key("k" + key), arn),
                            RequestBody.fromString("content " + key));
                }
            } catch (SdkException killed) {
                // The server is starting again.
            }
        }
    }

    @Test
    void a_rotated_key_has_nothing_left_under_its_old_version() throws Exception {
        String arn;
        String old;
        String id;
        try (var server = start();
                var s3 = ChildServer.s3(endpoint);
                var kms = ChildServer.kms(endpoint)) {
            arn = kms.createKey().keyMetadata().arn();
            s3.createBucket(b -> b.bucket("rotated"));
            fill(s3, arn);
            var rows = ask("GET admin/coverage?key=" + arn).path("rows");
            old = rows.get(0).path("keyMaterialId").asText();
            kms.rotateKeyOnDemand(b -> b.keyId(arn));
            id = ask("POST admin/rewrap?from=" + arn).path("id").asText();
            server.kill();
        }
        var users = new ArrayList<Thread>();
        var failures = new ArrayList<Throwable>();
        long from = System.nanoTime();
        for (int kill = 0; kill < KILLS; kill++) {
            try (var server = start()) {
                if (kill == 0) {
                    for (int w = 0; w < 2; w++) {
                        int writer = w;
                        var user = Thread.ofPlatform().unstarted(() -> use(arn, writer));
                        user.setUncaughtExceptionHandler((thread, failure) -> failures.add(failure));
                        user.start();
                        users.add(user);
                    }
                }
                long before = ask("GET admin/rewrap?id=" + id).path("versions").asLong();
                for (var now = before; now < before + OBJECTS / 10; ) {
                    Thread.sleep(50);
                    var order = ask("GET admin/rewrap?id=" + id);
                    now = order.path("state").asText().equals("done")
                            ? Long.MAX_VALUE
                            : order.path("versions").asLong();
                }
                server.kill();
            }
        }
        try (var server = start();
                var s3 = ChildServer.s3(server.endpoint())) {
            JsonNode order;
            do {
                Thread.sleep(100);
                order = ask("GET admin/rewrap?id=" + id);
            } while (!order.path("state").asText().equals("done"));
            double seconds = (System.nanoTime() - from) / 1e9;
            over.set(true);
            for (var user : users) {
                user.join();
            }
            assertThat(failures).isEmpty();
            assertThat(order.path("failed").asLong()).as(order.toString()).isZero();
            long versions = 0;
            for (var row : ask("GET admin/coverage?key=" + arn).path("rows")) {
                assertThat(row.path("keyMaterialId").asText()).isNotEqualTo(old);
                versions += row.path("versions").asLong();
            }
            assertThat(versions).isEqualTo(OBJECTS);
            for (int i = 0; i < OBJECTS; i += Math.max(1, OBJECTS / 2000)) {
                int number = i;
                assertThat(s3.getObjectAsBytes(b -> b.bucket("rotated").key("k" + number))
                                .asUtf8String())
                        .isEqualTo("content " + i);
            }
            System.out.printf(
                    "RotationTest: %d objects, %d moved beside %d reads and as many writes, %d kills: %.1f s, %d KMS"
                            + " calls counted; nothing under the old version%n",
                    OBJECTS,
                    order.path("versions").asLong(),
                    reads.get(),
                    KILLS,
                    seconds,
                    order.path("kmsCalls").asLong());
        }
    }
}
