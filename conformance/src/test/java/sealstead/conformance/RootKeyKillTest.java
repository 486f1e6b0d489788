package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.crypto.RootKeyFile;
import sealstead.custody.HeldRootKey;
import software.amazon.awssdk.core.sync.RequestBody;

/// A server that is killed somewhere in rotations of its root key starts again with the root key that its file
/// has by then, and everything that it acknowledged is there.
@Overlay.Never
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class RootKeyKillTest {
    private static final int KILLS = 6;

    @TempDir
    private Path folder;

    private HeldRootKey rootKey() throws IOException {
        return new HeldRootKey(RootKeyFile.read(folder.resolve("data.root-key"), Optional.empty()));
    }

    /// What was counted on the way.
    private record Done(AtomicInteger rotations, AtomicInteger kills) {}

    private static void rotateOn(ChildServer server, Done done, RootKeys keys) {
        try {
            while (Administration.ask(server.endpoint(), keys.now(), "POST admin/root-key/rotate", "")
                            .status()
                    == 200) {
                done.rotations().incrementAndGet();
            }
        } catch (IOException killed) {
            done.kills().incrementAndGet();
        }
    }

    /// Reads the root key of now.
    private interface RootKeys {
        HeldRootKey now() throws IOException;
    }

    @Test
    void whatever_a_kill_interrupts_the_root_key_file_opens_the_store() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        var written = new HashMap<String, String>();
        var done = new Done(new AtomicInteger(), new AtomicInteger());
        for (int i = 0; i <= KILLS; i++) {
            try (var server = new ChildServer(folder);
                    var s3 = ChildServer.s3(server.endpoint())) {
                if (i == 0) {
                    s3.createBucket(b -> b.bucket("kept"));
                }
                for (var each : written.entrySet()) {
                    assertThat(s3.getObjectAsBytes(b -> b.bucket("kept").key(each.getKey()))
                                    .asUtf8String())
                            .isEqualTo(each.getValue());
                }
                var name = "k" + i;
                s3.putObject(
                        b -> b.bucket("kept").key(name).serverSideEncryption("aws:kms"),
                        RequestBody.fromString("body of " + name));
                written.put(name, "body of " + name);
                var state = Administration.ask(server.endpoint(), rootKey(), "GET admin/root-key", "")
                        .document();
                assertThat(state.path("rootKeyId").asText()).isEqualTo(rootKey().id());
                assertThat(state.path("storeKeyUnder")).hasSize(1);
                assertThat(state.path("storeKeyUnder").get(0).asText())
                        .isEqualTo(rootKey().id());
                assertThat(folder.resolve("data.root-key.next")).doesNotExist();
                assertThat(Administration.ask(server.endpoint(), rootKey(), "GET admin/audit/verify", "")
                                .document()
                                .path("faults"))
                        .isEmpty();
                if (i < KILLS) {
                    var rotating = Thread.ofPlatform().start(() -> rotateOn(server, done, this::rootKey));
                    LockSupport.parkNanos(random.nextLong(1_000_000, 400_000_000));
                    server.kill();
                    rotating.join();
                }
            }
        }
        assertThat(done.kills().get()).isEqualTo(KILLS);
        assertThat(done.rotations().get()).isPositive();
        try (var all = Files.list(folder)) {
            assertThat(all.filter(file -> file.getFileName().toString().contains(".retired-")))
                    .hasSizeGreaterThanOrEqualTo(done.rotations().get());
        }
    }
}
