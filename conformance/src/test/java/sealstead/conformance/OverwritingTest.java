package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/// Clients that overwrite the same few objects without end: the disk holds what is there, what was replaced within
/// `garbage.retired`, and a backlog that does not grow; when they stop, it holds what is there.
@Tag("drill")
@SuppressWarnings("NullAway.Init")
final class OverwritingTest {
    private static final int SECONDS = Integer.getInteger("sealstead.overwriting.seconds", 15);
    /// `garbage.retired`, in seconds.
    private static final int RETIRED = Integer.getInteger("sealstead.overwriting.retired", 2);

    private static final int WRITERS = 4;
    private static final int KEYS = 200;
    /// The collector comes every five seconds at least.
    private static final int ROUND = 5;

    @TempDir
    private Path folder;

    /// What the blobs folder holds.
    private record Disk(long files, long bytes) {}

    @Test
    void the_disk_reaches_a_steady_state_and_then_holds_what_is_there() throws Exception {
        var environment = Map.of("SEALSTEAD_GARBAGE_RETIRED", "PT" + RETIRED + "S");
        var written = new AtomicInteger();
        var files = new ArrayList<Long>();
        long peak = 0;
        try (var server = new ChildServer(folder, environment, "-XX:TieredStopAtLevel=4");
                var s3 = ChildServer.s3(server.endpoint())) {
            s3.createBucket(b -> b.bucket("over"));
            var over = new AtomicBoolean();
            var threads = new ArrayList<Thread>();
            for (int w = 0; w < WRITERS; w++) {
                int writer = w;
                threads.add(Thread.ofPlatform().start(() -> overwrite(s3, writer, over, written)));
            }
            long from = System.nanoTime();
            var rates = new ArrayList<Integer>();
            for (int second = 0; second < SECONDS; second++) {
                int before = written.get();
                Thread.sleep(1000); // the rate of each second is measured
                rates.add(written.get() - before);
                var disk = disk();
                files.add(disk.files());
                peak = Math.max(peak, disk.bytes());
            }
            over.set(true);
            for (var thread : threads) {
                thread.join();
            }
            double seconds = (System.nanoTime() - from) / 1e9;
            int fastest = rates.stream().mapToInt(Integer::intValue).max().orElseThrow();
            long highest = files.stream().mapToLong(Long::longValue).max().orElseThrow();
            long left = disk().files();
            long drained = System.nanoTime();
            while (disk().files() > KEYS) {
                Thread.sleep(50);
            }
            System.out.printf(
                    "OverwritingTest: %d overwrites in %.0f s (%.0f a second), at most %d files and %d MiB at once; at"
                            + " the end %d, %.1f s later %d%n",
                    written.get(),
                    seconds,
                    written.get() / seconds,
                    highest,
                    peak >> 20,
                    left,
                    (System.nanoTime() - drained) / 1e9,
                    disk().files());
            // What is there, what is within its minute, what came during a round of the collector and the next.
            assertThat(highest).isLessThan(KEYS + (long) fastest * (RETIRED + 3 * ROUND + 2));
            assertThat(disk().files()).isEqualTo(KEYS);
            for (int key = 0; key < KEYS; key += 37) {
                int number = key;
                assertThat(s3.getObjectAsBytes(b -> b.bucket("over").key("k" + number))
                                .asByteArray())
                        .hasSize(200_000);
            }
        }
    }

    private static void overwrite(S3Client s3, int writer, AtomicBoolean over, AtomicInteger written) {
        var body = new byte[200_000];
        new Random(writer).nextBytes(body);
        for (int n = writer; !over.get() || n < KEYS; n += WRITERS) {
            int key = n % KEYS;
            s3.putObject(b -> b.bucket("over").key("k" + key), RequestBody.fromBytes(body));
            written.incrementAndGet();
        }
    }

    private Disk disk() throws IOException {
        var totals = new long[2];
        Files.walkFileTree(folder.resolve("data/blobs"), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                totals[0]++;
                totals[1] += attributes.size();
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
        return new Disk(totals[0], totals[1]);
    }
}
