package sealstead.store.local;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import sealstead.store.Bytes;
import sealstead.store.Head;
import sealstead.store.Table;

/// The lock of those groups that share it, and the head that was read last among them: most commits follow a read of
/// the same head, and need not ask the engine again whether it is still the current one. A head that was read may be
/// believed under the lock if no commit of the stripe has ended since before it was read.
final class Stripe {
    private final ReentrantLock lock = new ReentrantLock();
    private volatile long commits;
    private volatile @Nullable Seen last;

    /// @param engine that it was read from
    /// @param commits the stripe's count from before the read
    /// @param head null if there was none
    private record Seen(
            Object engine,
            long commits,
            Table table,
            Bytes group,
            @Nullable Head head) {}

    /// A head that is known to be the current one.
    ///
    /// @param head null if there is none
    record Known(@Nullable Head head) {}

    void lock() {
        lock.lock();
    }

    /// False if somebody has it.
    boolean tryLock() {
        return lock.tryLock();
    }

    void unlock() {
        lock.unlock();
    }

    /// How many commits the stripe has seen; to be asked before a head is read.
    long commits() {
        return commits;
    }

    /// Remembers what was read after `commitsBefore` were counted.
    void saw(Object engine, long commitsBefore, Table table, Bytes group, @Nullable Head head) {
        last = new Seen(engine, commitsBefore, table, group, head);
    }

    /// What is known of a group's head, or null; to be asked under the lock.
    @Nullable
    Known known(Object engine, Table table, Bytes group) {
        var seen = last;
        return seen != null
                        && seen.engine.equals(engine)
                        && seen.commits == commits
                        && seen.group.equals(group)
                        && seen.table.equals(table)
                ? new Known(seen.head)
                : null;
    }

    /// To be called under the lock when a commit has become visible or has failed, before any other may begin.
    @SuppressWarnings("NonAtomicVolatileUpdate") // only under the lock
    void committed() {
        commits++;
    }
}
