package sealstead.store;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/// Records that can be watched while others write them: whoever copies them hears of each group after every commit
/// that may have changed it, also of one whose outcome nobody knows; and the writing can be ended.
public final class WatchedRecords extends ForwardedRecords {
    private final ReadWriteLock gate = new ReentrantReadWriteLock();
    private volatile @Nullable Watcher watcher;
    /// Why nothing may be written any more; empty if it may. Under the gate.
    private String ended = "";

    public WatchedRecords(MetaStore records) {
        super(records);
    }

    /// Hears of changes, on the threads that make them.
    @FunctionalInterface
    public interface Watcher {
        void changed(Table table, Bytes group);
    }

    /// Tells of every change that ends from now on.
    public void watch(Watcher hearing) {
        watcher = hearing;
    }

    /// Tells nobody any more.
    public void forget() {
        watcher = null;
    }

    /// Lets the commits that are under way come to their end, and refuses all others from then on.
    public void end(String reason) {
        gate.writeLock().lock();
        try {
            ended = reason;
        } finally {
            gate.writeLock().unlock();
        }
    }

    @Override
    public Outcome commit(Table table, Bytes group, Guard guard, List<Edit> edits) throws IOException {
        gate.readLock().lock();
        try {
            if (!ended.isEmpty()) {
                throw new StoreUnavailableException(ended);
            }
            return committed(table, group, guard, edits);
        } finally {
            gate.readLock().unlock();
        }
    }

    private Outcome committed(Table table, Bytes group, Guard guard, List<Edit> edits) throws IOException {
        try {
            return super.commit(table, group, guard, edits);
        } finally {
            // Behind the commit: who reads the group between the two hears of it once too often, never too early.
            var hearing = watcher;
            if (hearing != null) {
                hearing.changed(table, group);
            }
        }
    }
}
