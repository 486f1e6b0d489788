package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Cuts the power: every change that a server makes to its disk under load is recorded, the disk is made again as
/// it may have been at moments chosen at random, and a server starts on it. What was acknowledged before the
/// moment is there.
@SuppressWarnings({"NullAway.Init", "unchecked"})
@Tag("drill")
final class PowerCutTest {
    /// For each file system and each way of a cut.
    private static final int CUTS = Integer.getInteger("sealstead.powercut.cuts", 3);

    private static final int SECONDS = Integer.getInteger("sealstead.powercut.seconds", 3);
    private static final int WRITERS = 4;
    private static final int KEYS_PER_WRITER = 12;
    private static final int EARLY_CHANGES = 1500;
    private static final String ABSENT = "absent";

    @TempDir
    private Path folder;

    private long seed;
    private Random random;

    /// One write of a key: when it was sent, when it was acknowledged (0 if never), and what it leaves.
    private record Write(long sent, long acknowledged, String left) {}

    /// The writes of each key, in order: each key has one writer.
    private final Map<String, List<Write>> history = new ConcurrentHashMap<>();

    private long bucketAcknowledged;

    @BeforeEach
    void seed() {
        seed = Long.getLong("sealstead.seed", System.nanoTime());
        random = new Random(seed);
        System.out.println("PowerCutTest: -Dsealstead.seed=" + seed);
    }

    @Test
    void what_was_acknowledged_before_a_power_cut_is_there_after_it() throws Exception {
        var live = Files.createDirectory(folder.resolve("live"));
        var tools = Files.createDirectory(folder.resolve("tools"));
        var disk = new RecordedDisk(live, tools);
        var options = "-Djava.io.tmpdir=" + tools;
        try (var server = new ChildServer(live, disk.environment(), options);
                var s3 = ChildServer.s3WithoutRetries(server.endpoint())) {
            s3.createBucket(b -> b.bucket("power"));
            bucketAcknowledged = System.nanoTime();
            write(s3);
        }
        int changes = count(disk);
        long acknowledged = history.values().stream()
                .flatMap(List::stream)
                .filter(write -> write.acknowledged() > 0)
                .count();
        int images = 0;
        int unstarted = 0;
        for (var system : DiskImage.FileSystem.values()) {
            for (var cut : DiskImage.Cut.values()) {
                var image = new DiskImage(live, system);
                var moments = moments(changes);
                int number = 0;
                try (var reader = disk.reader()) {
                    for (var next = reader.next(); next.isPresent() && !moments.isEmpty(); next = reader.next()) {
                        image.apply(next.get());
                        if (number++ == moments.first()) {
                            moments.removeFirst();
                            var what = system + ", " + cut + ", after change " + number + " of " + changes;
                            unstarted += startsWhole(image, cut, next.get().nanos(), what) ? 0 : 1;
                            images++;
                        }
                    }
                }
            }
        }
        System.out.println("PowerCutTest: " + images + " images of " + changes + " changes, " + acknowledged
                + " writes acknowledged, nothing lost; " + unstarted
                + " images of the first start, before anything was acknowledged, were refused");
        assertThat(acknowledged).isGreaterThan(WRITERS);
    }

    /// Moments of a cut, a quarter of them during the first start.
    private SortedSet<Integer> moments(int changes) {
        var moments = new TreeSet<Integer>();
        while (moments.size() < CUTS) {
            boolean early = moments.size() < Math.max(1, CUTS / 4);
            moments.add(random.nextInt(early ? Math.min(EARLY_CHANGES, changes) : changes));
        }
        return moments;
    }

    private static int count(RecordedDisk disk) throws IOException {
        int changes = 0;
        try (var reader = disk.reader()) {
            while (reader.next().isPresent()) {
                changes++;
            }
        }
        return changes;
    }

    private void write(S3Client s3) throws InterruptedException {
        var over = new AtomicBoolean();
        var threads = new ArrayList<Thread>();
        for (int w = 0; w < WRITERS; w++) {
            int writer = w;
            threads.add(Thread.ofPlatform().start(() -> write(s3, writer, over)));
        }
        Thread.sleep(SECONDS * 1000L); // what they write meanwhile is what is cut
        over.set(true);
        for (var thread : threads) {
            thread.join();
        }
    }

    private void write(S3Client s3, int writer, AtomicBoolean over) {
        var own = new Random(seed + writer);
        for (int n = 0; !over.get(); n++) {
            var key = "writer-" + writer + "/" + own.nextInt(KEYS_PER_WRITER);
            int kind = own.nextInt(100);
            var left = kind < 12 ? ABSENT : writer + ":" + n + ":" + size(kind, own);
            var writes = history.computeIfAbsent(key, k -> new ArrayList<>());
            long sent = System.nanoTime();
            writes.add(new Write(sent, 0, left));
            try {
                if (left.equals(ABSENT)) {
                    s3.deleteObject(b -> b.bucket("power").key(key));
                } else if (kind < 16) {
                    upload(s3, key, body(left));
                } else {
                    s3.putObject(
                            b -> b.bucket("power").key(key).serverSideEncryption(kind % 2 == 0 ? "AES256" : "aws:kms"),
                            RequestBody.fromBytes(body(left)));
                }
                writes.set(writes.size() - 1, new Write(sent, System.nanoTime(), left));
            } catch (SdkException unknown) {
                // Its outcome is unknown: both are allowed.
                assertThat(over.get() || unknown instanceof S3Exception).isTrue();
            }
        }
    }

    private static int size(int kind, Random random) {
        if (kind < 16) {
            return 5 * 1024 * 1024 + 77;
        }
        return new int[] {0, 100, 4096, 33_000, 40_960}[random.nextInt(5)];
    }

    private static void upload(S3Client s3, String key, byte[] bytes) {
        var id = s3.createMultipartUpload(b -> b.bucket("power").key(key)).uploadId();
        int first = 5 * 1024 * 1024;
        var parts = new ArrayList<CompletedPart>();
        for (int number = 1; number <= 2; number++) {
            int part = number;
            var content = number == 1 ? Arrays.copyOf(bytes, first) : Arrays.copyOfRange(bytes, first, bytes.length);
            var etag = s3.uploadPart(
                            b -> b.bucket("power").key(key).uploadId(id).partNumber(part),
                            RequestBody.fromBytes(content))
                    .eTag();
            parts.add(CompletedPart.builder().partNumber(part).eTag(etag).build());
        }
        s3.completeMultipartUpload(b -> b.bucket("power").key(key).uploadId(id).multipartUpload(m -> m.parts(parts)));
    }

    private static byte[] body(String content) {
        var bytes = new byte[Integer.parseInt(content.substring(content.lastIndexOf(':') + 1))];
        new Random(content.hashCode()).nextBytes(bytes);
        return bytes;
    }

    /// @param moment of the cut
    /// @return false if the server refuses the folder, which it may as long as nothing was acknowledged
    private boolean startsWhole(DiskImage image, DiskImage.Cut cut, long moment, String what) throws Exception {
        var place = folder.resolve("image");
        delete(place);
        image.write(place, cut, random);
        var options = "-Djava.io.tmpdir=" + folder.resolve("tools");
        Files.createDirectories(place);
        ChildServer server;
        try {
            server = new ChildServer(place, options);
        } catch (IOException refused) {
            assertThat(bucketAcknowledged)
                    .as("%s: the server does not start: %s", what, Files.readString(place.resolve("errors")))
                    .isGreaterThan(moment);
            return false;
        }
        try (server;
                var s3 = ChildServer.s3WithoutRetries(server.endpoint())) {
            if (bucketAcknowledged <= moment) {
                for (var entry : history.entrySet()) {
                    assertThat(read(s3, entry.getKey(), allowed(entry.getValue(), moment)))
                            .as("%s: %s", what, entry.getKey())
                            .isTrue();
                }
                s3.putObject(b -> b.bucket("power").key("new"), RequestBody.fromBytes(new byte[50_000]));
            } else {
                s3.createBucket(b -> b.bucket("power-again"));
            }
        }
        return true;
    }

    /// What a key may hold: what was acknowledged last, or what was sent since.
    private static List<String> allowed(List<Write> writes, long moment) {
        var allowed = new ArrayList<>(List.of(ABSENT));
        for (var write : writes) {
            if (write.acknowledged() > 0 && write.acknowledged() <= moment) {
                allowed.clear();
            }
            if (write.sent() <= moment) {
                allowed.add(write.left());
            }
        }
        return allowed;
    }

    private static boolean read(S3Client s3, String key, List<String> allowed) {
        byte[] bytes;
        try {
            bytes = s3.getObjectAsBytes(b -> b.bucket("power").key(key)).asByteArray();
        } catch (NoSuchKeyException absent) {
            return allowed.contains(ABSENT);
        } catch (NoSuchBucketException lost) {
            return false;
        }
        return allowed.stream().anyMatch(left -> !left.equals(ABSENT) && Arrays.equals(bytes, body(left)));
    }

    private static void delete(Path tree) throws IOException {
        if (Files.exists(tree)) {
            try (var files = Files.walk(tree)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
