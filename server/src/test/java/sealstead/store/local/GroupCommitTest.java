package sealstead.store.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;
import sealstead.store.Lane;
import sealstead.store.StoreUnavailableException;

/// Success is answered for what was written, failure for what was not, whatever happens in between.
@SuppressWarnings("NullAway.Init")
@Tag("drill")
final class GroupCommitTest {
    private static final byte[] VALUE = {1};

    @TempDir
    private Path folder;

    private final AtomicInteger generations = new AtomicInteger();
    private RocksEngine engine;
    private EngineDoor door;
    private GroupCommit committer;

    @BeforeEach
    void open() throws IOException {
        engine = new RocksEngine(RocksFamilies.open(folder), generations.incrementAndGet());
        door = new EngineDoor(engine);
        committer = new GroupCommit(
                door,
                (fault, allKnown) -> {
                    throw new IOException("not again");
                },
                sequence -> {},
                StoreListener.NONE,
                () -> {});
    }

    @AfterEach
    void close() {
        committer.close();
        door.close();
    }

    @Test
    void a_fault_of_the_writer_itself_is_no_success_and_not_its_end() throws Exception {
        var nowhere = List.of(new GroupCommit.Change(noLane(), key(1), VALUE));
        assertThatThrownBy(() -> committer.commit(engine, nowhere)).isInstanceOf(IOException.class);

        committer.commit(engine, List.of(new GroupCommit.Change(Lane.HEAD, key(2), VALUE)));
        assertThat(stored(key(1))).isFalse();
        assertThat(stored(key(2))).isTrue();
    }

    /// A lock that is given up while its commit can still be written lets the next one pass a guard that no longer
    /// holds.
    @Test
    void who_is_interrupted_while_committing_still_learns_the_outcome() throws Exception {
        var outcome = new CompletableFuture<Void>();
        var writer = Thread.ofVirtual().start(() -> {
            try {
                for (int i = 0; i < 2000; i++) {
                    boolean written = committed(key(i));
                    Thread.interrupted();
                    assertThat(stored(key(i))).isEqualTo(written);
                }
                outcome.complete(null);
            } catch (RocksDBException | AssertionError wrong) {
                outcome.completeExceptionally(wrong);
            }
        });
        while (!outcome.isDone()) {
            LockSupport.parkNanos(100_000);
            writer.interrupt();
        }
        outcome.get();
    }

    @Test
    void what_comes_after_the_end_is_refused() throws Exception {
        committer.close();
        assertThatThrownBy(() -> committer.commit(engine, List.of(new GroupCommit.Change(Lane.HEAD, key(1), VALUE))))
                .hasMessageContaining("closed");
        assertThat(stored(key(1))).isFalse();
    }

    /// The engine is opened again and again under writers and readers; what was acknowledged stays.
    @Test
    void nothing_acknowledged_is_lost_when_the_engine_is_opened_again() throws Exception {
        committer.close();
        long seed = Long.getLong("sealstead.seed", System.nanoTime());
        System.out.println("GroupCommitTest: -Dsealstead.seed=" + seed);
        var random = new Random(seed);
        var heard = new AtomicInteger();
        var failing = new GroupCommit(
                door,
                (fault, allKnown) ->
                        door.exchange(() -> new RocksEngine(RocksFamilies.open(folder), generations.incrementAndGet())),
                sequence -> {
                    if (random.nextInt(20) == 0) {
                        throw new IOException("the mark cannot be written");
                    }
                },
                new StoreListener() {
                    @Override
                    public void failed(String reason) {
                        heard.incrementAndGet();
                    }

                    @Override
                    public void well() {
                        heard.incrementAndGet();
                    }
                },
                () -> {});
        var acknowledged = ConcurrentHashMap.<Integer>newKeySet();
        var tasks = new ArrayList<Callable<Void>>();
        for (int w = 0; w < 8; w++) {
            int writer = w;
            tasks.add(() -> {
                for (int i = 0; i < 100; i++) {
                    int number = writer * 1000 + i;
                    try {
                        var read = door.enter();
                        door.leave();
                        failing.commit(read, List.of(new GroupCommit.Change(Lane.HEAD, key(number), VALUE)));
                        acknowledged.add(number);
                    } catch (StoreUnavailableException refused) {
                        LockSupport.parkNanos(1_000_000);
                    }
                    for (int known : acknowledged) {
                        var reading = door.enter();
                        try {
                            assertThat(reading.db().get(reading.families().head(), key(known)))
                                    .isNotNull();
                        } finally {
                            door.leave();
                        }
                        break;
                    }
                }
                return null;
            });
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var task : threads.invokeAll(tasks)) {
                task.get();
            }
        }
        failing.close();
        assertThat(heard.get()).isGreaterThan(1);
        engine = Objects.requireNonNull(door.current());
        for (int number : acknowledged) {
            assertThat(stored(key(number))).isTrue();
        }
    }

    private boolean committed(byte[] key) {
        try {
            committer.commit(engine, List.of(new GroupCommit.Change(Lane.HEAD, key, VALUE)));
            return true;
        } catch (IOException interrupted) {
            return false;
        }
    }

    private boolean stored(byte[] key) throws RocksDBException {
        return engine.db().get(engine.families().head(), key) != null;
    }

    private static byte[] key(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    @SuppressWarnings("NullAway")
    private static Lane noLane() {
        return null;
    }
}
