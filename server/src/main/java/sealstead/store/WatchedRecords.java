package sealstead.store;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/// Records that can be watched while others write them: whoever copies them hears of each group after every commit
/// that may have changed it, also of one whose outcome nobody knows; and the writing can be ended.
public final class WatchedRecords implements MetaStore {
    private final MetaStore records;
    private final ReadWriteLock gate = new ReentrantReadWriteLock();
    private volatile @Nullable Watcher watcher;
    /// Why nothing may be written any more; empty if it may. Under the gate.
    private String ended = "";

    public WatchedRecords(MetaStore records) {
        this.records = records;
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
            return records.commit(table, group, guard, edits);
        } finally {
            // Behind the commit: who reads the group between the two hears of it once too often, never too early.
            var hearing = watcher;
            if (hearing != null) {
                hearing.changed(table, group);
            }
        }
    }

    @Override
    public Caps caps() {
        return records.caps();
    }

    @Override
    public Group read(Table table, Bytes group, Set<Lane> lanes) throws IOException {
        return records.read(table, group, lanes);
    }

    @Override
    public Group read(Table table, Bytes group, Lane lane, Bytes from, int limit) throws IOException {
        return records.read(table, group, lane, from, limit);
    }

    @Override
    public Optional<Bytes> cell(Table table, Bytes group, Lane lane, Bytes sub) throws IOException {
        return records.cell(table, group, lane, sub);
    }

    @Override
    public Page scan(Table table, Bytes from, boolean inclusive, Optional<Bytes> to, int limit) throws IOException {
        return records.scan(table, from, inclusive, to, limit);
    }

    @Override
    public Page list(Table table, Bytes from, boolean inclusive, Optional<Bytes> to, int limit) throws IOException {
        return records.list(table, from, inclusive, to, limit);
    }

    @Override
    public List<Table> tables() throws IOException {
        return records.tables();
    }

    @Override
    public void add(Table table, Bytes group, Bytes sub, long delta) throws IOException {
        records.add(table, group, sub, delta);
    }

    @Override
    public long counter(Table table, Bytes group, Bytes sub) throws IOException {
        return records.counter(table, group, sub);
    }

    @Override
    public void close() throws IOException {
        records.close();
    }
}
