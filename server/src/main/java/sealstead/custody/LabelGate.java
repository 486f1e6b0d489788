package sealstead.custody;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.UnaryOperator;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.StoreUnavailableException;

/// Through here goes every commit of a record with a label, so that who walks over labels misses nothing. A
/// walk alone cannot be sure: what moves from a place where the walk has not been yet to one that it has passed
/// is never seen. But what moves is committed, with its label. So whoever must know that no record with a tag
/// is left opens a [Watch], walks, and has the watch forbid the tag, which it does only if no commit brought
/// one meanwhile.
///
/// A commit is inside from before its label is looked at until it is applied; a watch begins, and forbids, when
/// none is inside.
public final class LabelGate {
    private final ReadWriteLock commits = new ReentrantReadWriteLock();
    private final List<Watch> watches = new CopyOnWriteArrayList<>();
    /// How many watches forbid it.
    private final ConcurrentMap<Forbidden, Integer> forbidden = new ConcurrentHashMap<>();
    private final Set<UnaryOperator<Bytes>> readers = ConcurrentHashMap.newKeySet();

    LabelGate() {}

    private record Forbidden(UnaryOperator<Bytes> reader, Bytes tag) {}

    /// Watches for commits that bring a record with one of `tags`.
    ///
    /// @param reader gives the tag of a label; the same one for every watch
    public Watch watch(UnaryOperator<Bytes> reader, Set<Bytes> tags) {
        return watch(reader, tags, Bytes.EMPTY);
    }

    /// The same, but watches only groups that begin with `groups`; what it forbids is forbidden in all.
    public Watch watch(UnaryOperator<Bytes> reader, Set<Bytes> tags, Bytes groups) {
        var watch = new Watch(reader, tags, groups);
        commits.writeLock().lock();
        try {
            watches.add(watch);
        } finally {
            commits.writeLock().unlock();
        }
        return watch;
    }

    /// A commit with labels. Those without go past the gate.
    interface Commit<T> {
        T apply() throws java.io.IOException;
    }

    <T> T pass(Bytes group, List<Edit> edits, Commit<T> commit) throws java.io.IOException {
        if (edits.stream().allMatch(edit -> label(edit).size() == 0)) {
            return commit.apply();
        }
        commits.readLock().lock();
        try {
            check(group, edits);
            return commit.apply();
        } finally {
            commits.readLock().unlock();
        }
    }

    private void check(Bytes group, List<Edit> edits) throws StoreUnavailableException {
        if (watches.isEmpty() && readers.isEmpty()) {
            return;
        }
        for (var edit : edits) {
            var label = label(edit);
            if (label.size() == 0) {
                continue;
            }
            for (var reader : readers) {
                if (forbidden.containsKey(new Forbidden(reader, reader.apply(label)))) {
                    throw new StoreUnavailableException("what is written is under a key that went away meanwhile");
                }
            }
            watches.forEach(watch -> watch.see(group, label));
        }
    }

    private static Bytes label(Edit edit) {
        return switch (edit) {
            case Edit.PutHead head -> head.label();
            case Edit.PutCell cell -> cell.label();
            case Edit.DeleteGroup all -> Bytes.EMPTY;
            case Edit.DeleteCell one -> Bytes.EMPTY;
            case Edit.DeleteCells some -> Bytes.EMPTY;
        };
    }

    /// A look at what is committed, until it is closed.
    public final class Watch implements AutoCloseable {
        private final UnaryOperator<Bytes> reader;
        private final Set<Bytes> tags;
        private final Bytes groups;
        private final AtomicLong seen = new AtomicLong();
        /// Guarded by the commits' lock.
        private boolean forbids;

        private Watch(UnaryOperator<Bytes> reader, Set<Bytes> tags, Bytes groups) {
            this.reader = reader;
            this.tags = Set.copyOf(tags);
            this.groups = groups;
        }

        private void see(Bytes group, Bytes label) {
            if (group.startsWith(groups) && tags.contains(reader.apply(label))) {
                seen.incrementAndGet();
            }
        }

        /// How many commits brought one; those that did not apply after all count too.
        public long seen() {
            return seen.get();
        }

        /// From now on no commit brings one, for as long as this process lives or until it is permitted again,
        /// unless one did since the watch began. It holds on when the watch is closed.
        ///
        /// @return whether it is so
        public boolean forbid() {
            commits.writeLock().lock();
            try {
                if (seen.get() > 0) {
                    return false;
                }
                if (!forbids) {
                    tags.forEach(tag -> forbidden.merge(new Forbidden(reader, tag), 1, Integer::sum));
                    readers.add(reader);
                    forbids = true;
                }
                return true;
            } finally {
                commits.writeLock().unlock();
            }
        }

        /// Takes back what it forbade; what other watches forbade stays forbidden.
        public void permit() {
            commits.writeLock().lock();
            try {
                if (forbids) {
                    tags.forEach(tag -> forbidden.computeIfPresent(
                            new Forbidden(reader, tag), (same, count) -> count == 1 ? null : count - 1));
                    forbids = false;
                }
            } finally {
                commits.writeLock().unlock();
            }
        }

        @Override
        public void close() {
            watches.remove(this);
        }
    }
}
