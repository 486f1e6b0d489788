package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/// Kills the server's process (SIGKILL) in the middle of concurrent writes, again and again on one data folder. Every
/// object that was acknowledged reads back as it was, or as a later write of the same key; nothing half is visible.
@SuppressWarnings("unchecked")
@Tag("drill")
final class CrashTest {
    private static final int ROUNDS = Integer.getInteger("sealstead.crash.rounds", 25);
    private static final int WRITERS = 8;
    private static final int KEYS_PER_WRITER = 6;

    /// What one key may hold after a crash: its last acknowledged content, and a write that was under way. `null` is
    /// "no object".
    private static final class Expected {
        private String acknowledged = "absent";
        private String underWay = "";
    }

    private final Map<String, Expected> expected = new ConcurrentHashMap<>();

    @Test
    void every_acknowledged_object_survives_a_kill_and_no_half_object_is_visible(@TempDir Path folder)
            throws Exception {
        long seed = Long.getLong("sealstead.seed", System.nanoTime());
        System.out.println("CrashTest: -Dsealstead.seed=" + seed + ", " + ROUNDS + " kills");
        var random = new Random(seed);
        int acknowledged = 0;
        for (int round = 0; round < ROUNDS; round++) {
            try (var server = start(folder);
                    var s3 = ChildServer.s3WithoutRetries(server.endpoint())) {
                if (round == 0) {
                    s3.createBucket(b -> b.bucket("crash"));
                }
                verify(s3);
                acknowledged += writeUntilKilled(s3, server, round, random);
            }
        }
        try (var server = start(folder);
                var s3 = ChildServer.s3WithoutRetries(server.endpoint())) {
            verify(s3);
        }
        System.out.println("CrashTest: " + acknowledged + " writes acknowledged, all there");
        assertThat(acknowledged).isGreaterThan(ROUNDS);
        assertThat(leftovers(folder)).isLessThan(WRITERS + 1);
    }

    private static ChildServer start(Path folder) throws IOException {
        return new ChildServer(folder);
    }

    private int writeUntilKilled(S3Client s3, ChildServer server, int round, Random random) throws Exception {
        var killed = new AtomicBoolean();
        var counts = new int[WRITERS];
        var threads = new ArrayList<Thread>();
        for (int w = 0; w < WRITERS; w++) {
            int writer = w;
            threads.add(Thread.ofPlatform().start(() -> counts[writer] = write(s3, writer, round, killed)));
        }
        Thread.sleep(60 + random.nextInt(240)); // the moment of death is drawn, and no event
        server.kill();
        killed.set(true);
        for (var thread : threads) {
            thread.join();
        }
        return Arrays.stream(counts).sum();
    }

    private int write(S3Client s3, int writer, int round, AtomicBoolean killed) {
        int done = 0;
        var random = ThreadLocalRandom.current();
        while (!killed.get()) {
            var key = "writer-" + writer + "/" + random.nextInt(KEYS_PER_WRITER);
            var state = expected.computeIfAbsent(key, k -> new Expected());
            boolean delete = random.nextInt(8) == 0;
            var content = delete ? "absent" : round + ":" + done + ":" + (random.nextInt(3) == 0 ? 200_000 : 500);
            state.underWay = content;
            try {
                if (delete) {
                    s3.deleteObject(b -> b.bucket("crash").key(key));
                } else {
                    s3.putObject(
                            b -> b.bucket("crash")
                                    .key(key)
                                    .serverSideEncryption(random.nextBoolean() ? "AES256" : "aws:kms"),
                            RequestBody.fromBytes(body(content)));
                }
                state.acknowledged = content;
                state.underWay = "";
                done++;
            } catch (SdkException unknown) {
                return done; // its outcome is unknown: both are allowed
            }
        }
        return done;
    }

    private static byte[] body(String content) {
        int size = Integer.parseInt(content.substring(content.lastIndexOf(':') + 1));
        var bytes = new byte[size];
        new Random(content.hashCode()).nextBytes(bytes);
        return bytes;
    }

    private void verify(S3Client s3) {
        var listed = new HashMap<String, Long>();
        s3.listObjectsV2(b -> b.bucket("crash")).contents().forEach(object -> listed.put(object.key(), object.size()));
        expected.forEach((key, state) -> {
            var allowed = state.underWay.isEmpty()
                    ? List.of(state.acknowledged)
                    : List.of(state.acknowledged, state.underWay);
            var found = read(s3, key, allowed);
            assertThat(listed.containsKey(key)).as(key).isEqualTo(!found.equals("absent"));
            state.acknowledged = found;
            state.underWay = "";
        });
        assertThat(expected.keySet()).containsAll(listed.keySet());
    }

    private static String read(S3Client s3, String key, List<String> allowed) {
        byte[] bytes;
        try {
            bytes = s3.getObjectAsBytes(b -> b.bucket("crash").key(key)).asByteArray();
        } catch (NoSuchKeyException absent) {
            assertThat(allowed).as(key).contains("absent");
            return "absent";
        }
        for (var content : allowed) {
            if (!content.equals("absent") && Arrays.equals(bytes, body(content))) {
                return content;
            }
        }
        throw new AssertionError(key + " holds " + bytes.length + " bytes that are none of " + allowed);
    }

    private static long leftovers(Path folder) throws IOException {
        try (var files = Files.list(folder.resolve("data/blobs/unfinished"))) {
            return files.count();
        }
    }
}
