package sealstead.store.local;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import sealstead.store.StoreUnavailableException;

/// Who reads goes through here, so that the engine can be opened again under a server that runs: it is closed when
/// nobody is inside, and who comes meanwhile waits. Readers share nothing but a counter among a few of them.
///
///     var engine = door.enter();
///     try { ... } finally { door.leave(); }
///
/// Nobody may enter twice, and nobody may commit inside: the thread that writes is the one that closes.
final class EngineDoor implements AutoCloseable {
    private static final int COUNTERS = 64;
    /// So far apart that no two share a line of the CPU's cache.
    private static final int DISTANCE = 16;

    /// How long a reader waits for the engine to be there again.
    private static final long MAX_WAIT_MILLIS = 5_000;

    private final AtomicIntegerArray inside = new AtomicIntegerArray(COUNTERS * DISTANCE);
    private volatile @Nullable RocksEngine engine;
    private volatile CountDownLatch opened = new CountDownLatch(0);

    EngineDoor(RocksEngine engine) {
        this.engine = engine;
    }

    /// Opens an engine.
    @FunctionalInterface
    interface Opener {
        RocksEngine open() throws IOException;
    }

    private static int counter() {
        return (int) (Thread.currentThread().threadId() % COUNTERS) * DISTANCE;
    }

    RocksEngine enter() throws StoreUnavailableException {
        int counter = counter();
        while (true) {
            inside.incrementAndGet(counter);
            var open = engine;
            if (open != null) {
                return open;
            }
            inside.decrementAndGet(counter);
            await();
        }
    }

    void leave() {
        inside.decrementAndGet(counter());
    }

    private void await() throws StoreUnavailableException {
        try {
            if (opened.await(MAX_WAIT_MILLIS, TimeUnit.MILLISECONDS) && engine != null) {
                return;
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        throw new StoreUnavailableException("the records are not open");
    }

    /// The engine, for the thread that writes; null while there is none.
    @Nullable
    RocksEngine current() {
        return engine;
    }

    /// Closes the engine and opens another in its place.
    ///
    /// @throws IOException if it could not be opened; there is none then
    void exchange(Opener opener) throws IOException {
        var waiting = new CountDownLatch(1);
        opened = waiting;
        try {
            closeEngine();
            engine = opener.open();
        } finally {
            waiting.countDown();
        }
    }

    private void closeEngine() {
        var old = engine;
        if (old == null) {
            return;
        }
        engine = null;
        for (int i = 0; i < COUNTERS; i++) {
            while (inside.get(i * DISTANCE) != 0) {
                LockSupport.parkNanos(this, 100_000);
            }
        }
        old.close();
    }

    @Override
    public void close() {
        closeEngine();
    }
}
