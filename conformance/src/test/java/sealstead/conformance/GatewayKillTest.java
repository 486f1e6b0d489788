package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.server.Setting;
import software.amazon.awssdk.services.s3.S3Client;

/// The gateway that leads is killed under load: the other goes on at once, nothing that was acknowledged is lost or
/// taken back, and what one does for all is taken over.
@Overlay.Never
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class GatewayKillTest {
    private static final String BUCKET = "shared";
    private static final int CLIENTS = 4;

    @TempDir
    private Path folder;

    @BeforeAll
    static void needsPostgres() {
        assumeTrue(FarStore.isAvailable(), "store-postgres is not built, or PostgreSQL 15 is not installed");
    }

    private ChildServer start(TwoGateways gateways, String name) throws IOException {
        var home = Files.createDirectories(folder.resolve(name));
        Map<String, String> environment = gateways.settings(name).entrySet().stream()
                .filter(each -> each.getKey() != Setting.DATA && each.getKey() != Setting.LISTEN)
                .collect(Collectors.toMap(each -> each.getKey().environmentName(), Map.Entry::getValue));
        return new ChildServer(home, environment, "-Xmx256m");
    }

    @Test
    void what_was_acknowledged_is_there_and_the_other_takes_over() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        var gateways = new TwoGateways(folder).with(Setting.LIFECYCLE_DAY, "1s");
        try (var first = start(gateways, "first");
                var second = start(gateways, "second");
                var one = ChildServer.s3WithoutRetries(first.endpoint());
                var two = ChildServer.s3WithoutRetries(second.endpoint())) {
            two.createBucket(b -> b.bucket(BUCKET));
            two.putBucketLifecycleConfiguration(b -> b.bucket(BUCKET)
                    .lifecycleConfiguration(c -> c.rules(r -> r.id("soon")
                            .status("Enabled")
                            .filter(f -> f.prefix("old/"))
                            .expiration(e -> e.days(1)))));
            var history = load(new Random(seed), one, two, first);
            System.out.println("operations " + history.size());
            assertThat(history.wrong()).isEmpty();

            // Nothing was asked of it for the while that its place is kept.
            var old = "old/object";
            two.putObject(b -> b.bucket(BUCKET).key(old), software.amazon.awssdk.core.sync.RequestBody.fromString("x"));
            long killed = System.nanoTime();
            long end = killed + TimeUnit.SECONDS.toNanos(60);
            while (!two.listObjectsV2(b -> b.bucket(BUCKET).prefix(old))
                    .contents()
                    .isEmpty()) {
                assertThat(System.nanoTime() - end)
                        .as("the jobs are taken over")
                        .isNegative();
            }
            System.out.println(
                    "taken over within " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - killed) + " ms");
            try (var again = start(gateways, "first");
                    var s3 = ChildServer.s3(again.endpoint())) {
                for (var object : two.listObjectsV2(b -> b.bucket(BUCKET)).contents()) {
                    var read = s3.getObjectAsBytes(b -> b.bucket(BUCKET).key(object.key()));
                    assertThat(read.asByteArray()).hasSize(object.size().intValue());
                }
            }
        }
    }

    /// Half of it is done when the first is killed.
    private static RegisterHistory load(Random random, S3Client one, S3Client two, ChildServer first) throws Exception {
        var history = new RegisterHistory();
        var over = new AtomicBoolean();
        var killed = new AtomicBoolean();
        var values = new AtomicInteger();
        try (var threads = Executors.newCachedThreadPool()) {
            var clients = new ArrayList<Future<?>>();
            for (int i = 0; i < CLIENTS; i++) {
                var own = new Random(random.nextLong());
                Callable<Void> client = () -> {
                    while (!over.get()) {
                        var s3 = !killed.get() && own.nextBoolean() ? one : two;
                        RegisterClient.operate(s3, BUCKET, own, values, history);
                    }
                    return null;
                };
                clients.add(threads.submit(client));
            }
            try {
                await(history, 300);
                first.kill();
                killed.set(true);
                await(history, history.size() + 300);
            } finally {
                over.set(true);
            }
            for (var client : List.copyOf(clients)) {
                client.get();
            }
        }
        return history;
    }

    private static void await(RegisterHistory history, int size) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (history.size() < size) {
            assertThat(System.nanoTime() - end)
                    .as("there are enough operations")
                    .isNegative();
            Thread.onSpinWait();
        }
    }
}
