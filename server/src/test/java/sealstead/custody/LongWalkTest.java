package sealstead.custody;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sealstead.crypto.SecretBytes;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Guard;
import sealstead.store.Lane;
import sealstead.store.Table;
import sealstead.store.local.LocalMetaStore;

/// Who goes over many records keeps nobody from running.
@SuppressWarnings("NullAway.Init")
final class LongWalkTest {
    private static final Table TABLE = new Table("walked");
    private static final int ROWS = 200;
    private static final int TIMES = 2_000;
    private static final Bytes MANY_CELLS = Bytes.utf8("many cells");

    private final SecureRandom random = new SecureRandom();

    @TempDir
    private Path folder;

    /// The ways to go over many records.
    enum Way {
        WALK {
            @Override
            void go(SealedStore store) throws IOException {
                store.walk(TABLE, Bytes.EMPTY, Optional.empty(), row -> {});
            }
        },
        WALK_SOME {
            @Override
            void go(SealedStore store) throws IOException {
                store.walkSome(TABLE, new SealedStore.Position(Bytes.EMPTY, true), Optional.empty(), row -> {});
            }
        },
        WALK_WHOLE {
            @Override
            void go(SealedStore store) throws IOException {
                store.walkWhole(TABLE, Bytes.EMPTY, Optional.empty(), row -> {});
            }
        },
        LIST {
            @Override
            void go(SealedStore store) throws IOException {
                store.list(TABLE, Bytes.EMPTY, true, Optional.empty(), ROWS);
            }
        },
        READ {
            @Override
            void go(SealedStore store) throws IOException {
                store.read(TABLE, MANY_CELLS, Lane.CELLS, Bytes.EMPTY, ROWS);
            }
        },
        WALK_CELLS {
            @Override
            void go(SealedStore store) throws IOException {
                store.walkUnopenedCells(TABLE, MANY_CELLS, Bytes.EMPTY, Bytes.utf8("z"), cell -> {});
            }
        };

        abstract void go(SealedStore store) throws IOException;
    }

    private static SealedStore filled(LocalMetaStore engine, SecureRandom random) throws IOException {
        var store = new SealedStore(engine, new HeldRootKey(SecretBytes.random(random, 32)), random);
        var cells = new ArrayList<Edit>();
        cells.add(new Edit.PutHead(MANY_CELLS));
        for (int i = 0; i < ROWS; i++) {
            var name = Bytes.utf8("row " + i);
            store.commit(TABLE, name, new Guard.Absent(), List.of(new Edit.PutHead(name)));
            cells.add(new Edit.PutCell(Lane.CELLS, name, name));
        }
        store.commit(TABLE, MANY_CELLS, new Guard.Absent(), cells);
        return store;
    }

    /// Twice as many walkers as there are cores; they end when one has run who is started when all of them are at it.
    @ParameterizedTest
    @EnumSource(Way.class)
    void others_run_meanwhile(Way way) throws Exception {
        try (var engine = new LocalMetaStore(folder.resolve("records"), random)) {
            var store = filled(engine, random);
            int many = 2 * Runtime.getRuntime().availableProcessors();
            var atIt = new CountDownLatch(many);
            var other = new AtomicBoolean();
            var neverRan = new AtomicBoolean();
            var failures = new ConcurrentLinkedQueue<Throwable>();
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < many; i++) {
                var thread = Thread.ofVirtual().unstarted(() -> {
                    for (int done = 0; !other.get(); done++) {
                        if (done == TIMES) {
                            neverRan.set(true);
                            return;
                        }
                        go(way, store);
                        atIt.countDown();
                    }
                });
                thread.setUncaughtExceptionHandler((_, failed) -> {
                    failures.add(failed);
                    atIt.countDown();
                });
                thread.start();
                threads.add(thread);
            }
            atIt.await();
            threads.add(Thread.ofVirtual().start(() -> other.set(true)));
            for (var thread : threads) {
                thread.join();
            }
            assertThat(failures).isEmpty();
            assertThat(neverRan).isFalse();
        }
    }

    private static void go(Way way, SealedStore store) {
        try {
            way.go(store);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
