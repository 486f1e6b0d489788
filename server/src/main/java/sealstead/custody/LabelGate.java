package sealstead.custody;

import java.io.IOException;
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
/// none is inside. Where several gateways have the store each has a gate, and a watch is one of all of them ([Others]).
public final class LabelGate {
    private final ReadWriteLock commits = new ReentrantReadWriteLock();
    private final List<Watch> watches = new CopyOnWriteArrayList<>();
    /// How many watches forbid it.
    private final ConcurrentMap<Forbidden, Integer> forbidden = new ConcurrentHashMap<>();
    private final Set<LabelPart> parts = ConcurrentHashMap.newKeySet();
    private volatile Others others = (wanted, here) -> ALONE;

    LabelGate() {}

    /// A part of a label that tells a key.
    ///
    /// @param name by which other gateways know it
    /// @param tag reads it; empty if the label has none
    public record LabelPart(String name, UnaryOperator<Bytes> tag) {}

    private record Forbidden(LabelPart part, Bytes tag) {}

    /// What is watched for.
    ///
    /// @param tags of the records that are not to be missed
    /// @param groups watched are only those that begin so; what is forbidden is forbidden in all
    /// @param keys the ids of the keys that the tags stand for
    /// @param reason why it will be forbidden, which stays so while the reason stands; empty if it stays so for as
    ///     long as any process lives that might have one of the keys
    public record Wanted(LabelPart part, Set<Bytes> tags, Bytes groups, List<String> keys, String reason) {
        public Wanted {
            tags = Set.copyOf(tags);
            keys = List.copyOf(keys);
        }
    }

    /// The gates of the other gateways that have the store.
    @FunctionalInterface
    public interface Others {
        /// Has all of them watch before it returns.
        ///
        /// @param here the watch of this gateway, which has begun
        Elsewhere watch(Wanted wanted, Watch here) throws IOException;
    }

    /// What a watch is at the gates of others.
    public interface Elsewhere {
        /// How many commits or writes under way there were.
        long seen() throws IOException;

        /// @return whether all forbid it
        boolean forbid() throws IOException;

        /// Has all permit it again, soon.
        void permit();

        /// Ends the watch. What is forbidden stays so.
        void close();
    }

    private static final Elsewhere ALONE = new Elsewhere() {
        @Override
        public long seen() {
            return 0;
        }

        @Override
        public boolean forbid() {
            return true;
        }

        @Override
        public void permit() {}

        @Override
        public void close() {}
    };

    /// From now on watches are of these gates too.
    public void join(Others gates) {
        others = gates;
    }

    /// Watches for commits that bring a record with one of `tags`.
    public Watch watch(LabelPart part, Set<Bytes> tags) throws IOException {
        return watch(new Wanted(part, tags, Bytes.EMPTY, List.of(), ""));
    }

    /// Watches for commits that bring what is wanted, through whatever gateway.
    ///
    /// @throws StoreUnavailableException if another gateway does not answer
    public Watch watch(Wanted wanted) throws IOException {
        var watch = watchHere(wanted);
        boolean all = false;
        try {
            watch.elsewhere = others.watch(wanted, watch);
            all = true;
            return watch;
        } finally {
            if (!all) {
                watch.close();
            }
        }
    }

    /// Watches for those that come through this gate.
    public Watch watchHere(Wanted wanted) {
        var watch = new Watch(wanted);
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
        T apply() throws IOException;
    }

    <T> T pass(Bytes group, List<Edit> edits, Commit<T> commit) throws IOException {
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
        if (watches.isEmpty() && parts.isEmpty()) {
            return;
        }
        for (var edit : edits) {
            var label = label(edit);
            if (label.size() == 0) {
                continue;
            }
            for (var part : parts) {
                if (forbidden.containsKey(new Forbidden(part, part.tag().apply(label)))) {
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
        private final Wanted wanted;
        private final AtomicLong seen = new AtomicLong();
        private volatile Elsewhere elsewhere = ALONE;
        /// Guarded by the commits' lock.
        private boolean forbids;

        private Watch(Wanted wanted) {
            this.wanted = wanted;
        }

        private void see(Bytes group, Bytes label) {
            if (group.startsWith(wanted.groups())
                    && wanted.tags().contains(wanted.part().tag().apply(label))) {
                seen.incrementAndGet();
            }
        }

        /// How many commits brought one; those that did not apply after all count too.
        public long seen() throws IOException {
            return seen.get() + elsewhere.seen();
        }

        /// Those that came through this gate.
        public long seenHere() {
            return seen.get();
        }

        /// From now on no commit brings one, for as long as the processes live that have the store or until it is
        /// permitted again, unless one did since the watch began. It holds on when the watch is closed.
        ///
        /// @return whether it is so
        public boolean forbid() throws IOException {
            if (!forbidHere()) {
                return false;
            }
            boolean all = false;
            try {
                all = elsewhere.forbid();
                return all;
            } finally {
                if (!all) {
                    permit();
                }
            }
        }

        /// The same of this gate alone.
        public boolean forbidHere() {
            commits.writeLock().lock();
            try {
                if (seen.get() > 0) {
                    return false;
                }
                if (!forbids) {
                    parts.add(wanted.part());
                    wanted.tags().forEach(tag -> forbidden.merge(new Forbidden(wanted.part(), tag), 1, Integer::sum));
                    forbids = true;
                }
                return true;
            } finally {
                commits.writeLock().unlock();
            }
        }

        /// Takes back what it forbade; what other watches forbade stays forbidden.
        public void permit() {
            elsewhere.permit();
            permitHere();
        }

        /// The same of this gate alone.
        public void permitHere() {
            commits.writeLock().lock();
            try {
                if (forbids) {
                    wanted.tags()
                            .forEach(tag -> forbidden.computeIfPresent(
                                    new Forbidden(wanted.part(), tag), (same, count) -> count == 1 ? null : count - 1));
                    forbids = false;
                }
            } finally {
                commits.writeLock().unlock();
            }
        }

        @Override
        public void close() {
            watches.remove(this);
            elsewhere.close();
        }
    }
}
