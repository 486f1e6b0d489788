package sealstead.store.local;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.store.Bytes;
import sealstead.store.Lane;
import sealstead.store.StoreUnavailableException;

/// One platform thread that writes what all others want written: whatever waits goes into one batch with one
/// fsync. Measured at 32 writers: 2.3 times the rate of each writer syncing by itself, at half the CPU. No
/// virtual thread ever syncs.
final class GroupCommit implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
    private static final int MAX_WAITING = 4096;
    private static final int MAX_BATCH_BYTES = 4 * 1024 * 1024;

    private static final String MEANWHILE = "the engine was opened again meanwhile";
    private static final String REFUSED = "writes are refused until the records could be opened again: ";

    /// How long after a failed try to open the engine again the next one comes, at first and at most.
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final long MAX_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final EngineDoor door;
    private final Reopening reopening;
    private final StoreListener listener;
    private final FileWatcher watcher;
    private final WriteOptions durable = new WriteOptions().setSync(true);
    private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(MAX_WAITING);
    private final CpuBacklog backlog = new CpuBacklog();
    private final LongAdder commits = new LongAdder();
    private final LongAdder syncs = new LongAdder();
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean ended;
    /// Who waits for the engine to be opened again without its logs; null while nobody does.
    private final AtomicReference<@Nullable CompletableFuture<Boolean>> renewal = new AtomicReference<>();
    /// Why nothing can be written; null while all is well.
    private volatile @Nullable Throwable fault;

    /// How often writing is tried after something went wrong in the background, a tenth of a second apart.
    private static final int PROOFS = 5;

    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private int proofs;
    private long nextLookNanos = System.nanoTime();
    private long nextTryNanos;
    private long pauseNanos = FIRST_PAUSE_NANOS;
    private final Progress progress;

    /// Hears how far the store has got, before those who wrote hear it.
    interface Progress {
        /// Every change up to `sequence` is durable.
        void reached(long sequence) throws IOException;
    }

    /// Looks once a second, on the thread that writes, whether flushes or compactions have changed which files
    /// there are.
    interface FileWatcher {
        void look();
    }

    /// Opens the engine again.
    interface Reopening {
        /// @param fault that made it necessary
        /// @param allKnown whether the outcome of every commit is known
        void reopen(Throwable fault, boolean allKnown) throws IOException;
    }

    /// @param reopening is asked for after a write has failed, until it succeeds
    GroupCommit(EngineDoor door, Reopening reopening, Progress progress, StoreListener listener, FileWatcher watcher) {
        this.door = door;
        this.reopening = reopening;
        this.progress = progress;
        this.listener = listener;
        this.watcher = watcher;
        this.thread = Thread.ofPlatform().name("group-commit").daemon().start(this::run);
    }

    /// One put or delete.
    static final class Change {
        private final Lane lane;
        private final byte[] key;
        private final byte @Nullable [] value;

        /// @param value null to delete
        Change(Lane lane, byte[] key, byte @Nullable [] value) {
            this.lane = lane;
            this.key = key;
            this.value = value;
        }

        boolean isOf(Lane which) {
            return lane == which;
        }

        private void addTo(WriteBatch batch, RocksFamilies families) throws RocksDBException {
            if (value == null) {
                batch.delete(families.of(lane), key);
            } else {
                batch.put(families.of(lane), key, value);
            }
        }

        Bytes key() {
            return Bytes.wrap(key);
        }

        private int bytes() {
            return key.length + (value == null ? 0 : value.length);
        }
    }

    private final class Waiting {
        private final RocksEngine engine;
        private final List<Change> changes;
        private final int bytes;
        private final CountDownLatch done = new CountDownLatch(1);
        private @Nullable Throwable failure;

        Waiting(RocksEngine engine, List<Change> changes) {
            this.engine = engine;
            this.changes = changes;
            int sum = 0;
            for (var change : changes) {
                sum += change.bytes();
            }
            this.bytes = sum;
        }

        /// @param outcome null when written
        void end(@Nullable Throwable outcome) {
            failure = outcome;
            backlog.answered();
            done.countDown();
        }

        void await() throws IOException {
            boolean interrupted = false;
            while (true) {
                try {
                    done.await();
                    break;
                } catch (InterruptedException later) {
                    interrupted = true;
                }
            }
            backlog.resumed();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            if (failure instanceof StoreUnavailableException unavailable) {
                // A new one: this stack is the one that says who wanted to write.
                throw new StoreUnavailableException("the commit failed", unavailable);
            }
            if (failure != null) {
                throw new IOException("the commit failed", failure);
            }
        }
    }

    /// Returns when the changes are durable and visible, all of them; throws when none can be seen (a log whose
    /// sync has failed may show them after a restart). Once they wait for their turn, an interrupt does not end the
    /// wait: the caller may not give up its group's lock while they can still be written.
    ///
    /// @param engine that the caller has read; another one may have more
    /// @throws StoreUnavailableException if nothing can be written now
    void commit(RocksEngine engine, List<Change> changes) throws IOException {
        if (closed) {
            throw new StoreUnavailableException("the store is closed");
        }
        var broken = fault;
        if (broken != null) {
            throw new StoreUnavailableException("the records cannot be written", broken);
        }
        var waiting = new Waiting(engine, changes);
        try {
            queue.put(waiting);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted before anything was written", stop);
        }
        if (ended) {
            refuse();
        }
        waiting.await();
    }

    /// Opens the engine again and returns when it is open: what was in its logs is in its tables then, and the
    /// logs are gone, those that were kept to be written again too.
    void renew() throws IOException {
        var done = new CompletableFuture<Boolean>();
        while (!renewal.compareAndSet(null, done)) {
            var other = renewal.get();
            if (other != null) {
                awaitRenewal(other);
            }
        }
        if (ended) {
            refuseRenewal();
        }
        awaitRenewal(done);
    }

    private static void awaitRenewal(CompletableFuture<Boolean> done) throws IOException {
        try {
            done.get();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the records were opened again", stop);
        } catch (ExecutionException failed) {
            throw new StoreUnavailableException("the records could not be opened again", failed);
        }
    }

    private void renewIfAsked() {
        var asked = renewal.get();
        if (asked == null) {
            return;
        }
        try {
            reopening.reopen(new IOException("the logs are to go"), true);
            renewal.set(null);
            asked.complete(true);
        } catch (IOException | RuntimeException failed) {
            fail(failed);
            renewal.set(null);
            asked.completeExceptionally(failed);
        }
    }

    private void refuseRenewal() {
        var asked = renewal.getAndSet(null);
        if (asked != null) {
            asked.completeExceptionally(new StoreUnavailableException("the store is closed"));
        }
    }

    private void run() {
        try {
            writeAll();
        } finally {
            ended = true;
            refuse();
            refuseRenewal();
        }
    }

    /// What nobody will write any more.
    private void refuse() {
        for (var waiting = queue.poll(); waiting != null; waiting = queue.poll()) {
            waiting.end(new StoreUnavailableException("the store is closed"));
        }
    }

    private void writeAll() {
        var batch = new ArrayList<Waiting>();
        while (!closed || !queue.isEmpty()) {
            try {
                var first = queue.poll(100, TimeUnit.MILLISECONDS);
                notice();
                if (fault != null) {
                    refuse(first);
                    tryToReopen();
                    continue;
                }
                if (first == null) {
                    renewIfAsked();
                    continue;
                }
                batch.add(first);
                backlog.runOff();
                int bytes = first.bytes;
                while (bytes < MAX_BATCH_BYTES) {
                    var next = queue.poll();
                    if (next == null) {
                        break;
                    }
                    batch.add(next);
                    bytes += next.bytes;
                }
                write(batch);
                look(batch, bytes);
                renewIfAsked();
            } catch (InterruptedException stop) {
                closed = true;
            }
            batch.clear();
        }
    }

    private void write(List<Waiting> batch) {
        var outcome = tryToWrite(batch);
        if (outcome instanceof RefusedException refused && isReopened(refused.reason())) {
            outcome = tryToWrite(batch);
        }
        var engine = door.current();
        for (var waiting : batch) {
            waiting.end(outcome == null && !isOf(engine, waiting) ? new StoreUnavailableException(MEANWHILE) : outcome);
        }
    }

    /// Whether what a commit was decided by still holds: another generation may have more.
    private static boolean isOf(@Nullable RocksEngine engine, Waiting waiting) {
        return engine != null && waiting.engine.generation() == engine.generation();
    }

    /// Whatever goes wrong, memory included, is the outcome of the commits of this batch, and the next is
    /// tried: unless it was the engine that failed, in which nothing can be written any more.
    private @Nullable Throwable tryToWrite(List<Waiting> batch) {
        var engine = door.current();
        if (engine == null) {
            return new StoreUnavailableException("the records are not open");
        }
        try (var write = new WriteBatch()) {
            for (var waiting : batch) {
                if (isOf(engine, waiting)) {
                    for (var change : waiting.changes) {
                        change.addTo(write, engine.families());
                    }
                }
            }
            write(engine, write);
            syncs.increment();
            commits.add(batch.size());
            return null;
        } catch (StoreUnavailableException | RocksDBException | RuntimeException | Error broken) {
            return broken;
        }
    }

    /// The engine refused a write because of what it had met before in the background: nothing of it was written.
    private static final class RefusedException extends StoreUnavailableException {
        private static final long serialVersionUID = 1;
        private final RocksDBException reason;

        RefusedException(RocksDBException reason) {
            super("a damaged table was met", reason);
            this.reason = reason;
        }

        RocksDBException reason() {
            return reason;
        }
    }

    private void write(RocksEngine engine, WriteBatch write) throws StoreUnavailableException {
        try {
            engine.db().write(durable, write);
            // Nobody else writes: what the engine has now is what was synced.
            progress.reached(engine.db().getLatestSequenceNumber());
        } catch (IOException | RocksDBException broken) {
            var before = engine.families().takeBackgroundError();
            if (before != null && Detour.isDamage(before)) {
                throw new RefusedException(before);
            }
            // The engine refuses writes a moment before its listener hears why. No write reads a table itself.
            if (broken instanceof RocksDBException table
                    && Detour.isDamage(table)
                    && String.valueOf(table.getMessage()).contains(".sst")) {
                throw new RefusedException(table);
            }
            // After a failed sync nobody knows what of the log is on the disk, so that nothing may be added to it.
            fail(broken);
            throw new StoreUnavailableException("the records cannot be written", broken);
        }
    }

    /// Looks whether writing still works after something went wrong in the background. The engine's listener
    /// hears of it a moment before writes are refused, so that a first proof may come too early.
    private void notice() {
        var engine = door.current();
        if (fault != null || engine == null) {
            return;
        }
        long now = System.nanoTime();
        if (now - nextLookNanos >= 0) {
            nextLookNanos = now + LOOK_NANOS;
            watcher.look();
        }
        var broken = engine.families().takeBackgroundError();
        if (broken != null) {
            LOG.warn("the engine reports an error: {}", broken.toString());
            if (Detour.isDamage(broken)) {
                isReopened(broken);
                return;
            }
            proofs = PROOFS;
        }
        if (proofs == 0) {
            return;
        }
        proofs--;
        try {
            engine.families().prove();
        } catch (RocksDBException ended) {
            fail(broken == null ? ended : broken);
        }
    }

    /// Opens the engine again after a compaction has met a damaged table. Who wants to write waits for it.
    ///
    /// @return whether it can be written again
    private boolean isReopened(RocksDBException damage) {
        try {
            reopening.reopen(damage, true);
            LOG.warn("a compaction met a damaged table: the records were opened again, and leave it as it is");
            return true;
        } catch (IOException | RuntimeException failed) {
            fail(failed);
            return false;
        }
    }

    private void fail(Throwable broken) {
        fault = broken;
        pauseNanos = FIRST_PAUSE_NANOS;
        nextTryNanos = System.nanoTime();
        LOG.error("the records cannot be written; the store will be opened again", broken);
        listener.failed(REFUSED + EngineFailure.inWords(broken));
    }

    private void refuse(@Nullable Waiting first) {
        var broken = new StoreUnavailableException("the records cannot be written", Objects.requireNonNull(fault));
        if (first != null) {
            first.end(broken);
        }
        for (var waiting = queue.poll(); waiting != null; waiting = queue.poll()) {
            waiting.end(broken);
        }
    }

    private void tryToReopen() {
        if (System.nanoTime() - nextTryNanos < 0) {
            return;
        }
        try {
            reopening.reopen(Objects.requireNonNull(fault), false);
            fault = null;
            LOG.info("the records were opened again and can be written");
            listener.well();
        } catch (IOException | RuntimeException still) {
            LOG.warn("the records cannot be opened again yet: {}", still.toString());
            fault = still;
            listener.failed(REFUSED + EngineFailure.inWords(still));
            nextTryNanos = System.nanoTime() + pauseNanos;
            pauseNanos = Math.min(MAX_PAUSE_NANOS, 2 * pauseNanos);
        }
    }

    /// After the waiting have been let go: they need not wait for this.
    private void look(List<Waiting> batch, int bytes) {
        int changes = 0;
        for (var waiting : batch) {
            changes += waiting.changes.size();
        }
        try {
            var engine = door.current();
            if (engine != null) {
                engine.garbage().wrote(changes, bytes);
            }
        } catch (RocksDBException | RuntimeException broken) {
            LOG.warn("cannot see to the garbage in blob files: {}", broken.toString());
        }
    }

    long commits() {
        return commits.sum();
    }

    long syncs() {
        return syncs.sum();
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        durable.close();
    }
}
