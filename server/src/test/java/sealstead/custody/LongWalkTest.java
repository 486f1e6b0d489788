package sealstead.custody;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.crypto.SecretBytes;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Guard;
import sealstead.store.Table;
import sealstead.store.local.LocalMetaStore;

/// Who goes over many records keeps nobody from running.
@SuppressWarnings("NullAway.Init")
final class LongWalkTest {
    private static final Table TABLE = new Table("walked");
    private static final int ROWS = 200;
    private static final int WALKS = 2_000;

    private final SecureRandom random = new SecureRandom();

    @TempDir
    private Path folder;

    /// Twice as many walkers as there are cores; they end when one has run who is started when all of them are at it.
    @Test
    void others_run_meanwhile() throws Exception {
        try (var engine = new LocalMetaStore(folder.resolve("records"), random)) {
            var store = new SealedStore(engine, new HeldRootKey(SecretBytes.random(random, 32)), random);
            for (int i = 0; i < ROWS; i++) {
                var name = Bytes.utf8("row " + i);
                store.commit(TABLE, name, new Guard.Absent(), List.of(new Edit.PutHead(name)));
            }
            int many = 2 * Runtime.getRuntime().availableProcessors();
            var atIt = new CountDownLatch(many);
            var other = new AtomicBoolean();
            var neverRan = new AtomicBoolean();
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < many; i++) {
                threads.add(Thread.ofVirtual().start(() -> {
                    for (int done = 0; !other.get(); done++) {
                        if (done == WALKS) {
                            neverRan.set(true);
                            return;
                        }
                        walk(store);
                        atIt.countDown();
                    }
                }));
            }
            atIt.await();
            threads.add(Thread.ofVirtual().start(() -> other.set(true)));
            for (var thread : threads) {
                thread.join();
            }
            assertThat(neverRan).isFalse();
        }
    }

    private static void walk(SealedStore store) {
        try {
            store.walk(TABLE, Bytes.EMPTY, Optional.empty(), row -> {});
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
