package sealstead.store;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes what is garbage. For each intent that is due: condemn it; ask whether the owner names the blob; if not,
/// fence the owner, so that a writer who read it before fails; only then delete. Every step may crash and be done
/// again. A committed head never names a deleted blob: a writer that read before the fence fails its guard, one
/// that read after it finds its claim condemned.
///
/// A page of intents is settled at once, by as many threads as it takes for their commits to share syncs: one after the
/// other, a blob's three or four commits were as many syncs, and garbage grew faster than it was collected.
public final class Collector implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Collector.class);
    private static final int PAGE = 512;
    private static final int THREADS = 32;
    /// How far the clock of another process that writes intents may be behind.
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final int NOT_NOW = -1;

    private final MetaStore store;
    private final BlobStore blobs;
    private final Intents intents;
    private final Owners owners;
    private final Readers readers;
    private final ExecutorService workers = Executors.newFixedThreadPool(
            THREADS, Thread.ofPlatform().name("garbage-", 0).daemon().factory());
    private final LongAdder deletedBlobs = new LongAdder();
    private final LongAdder settledIntents = new LongAdder();
    private final LongAdder failedIntents = new LongAdder();
    /// Before these, each shard's own, nothing is left that a round would have to look at.
    private final Instant[] done = new Instant[Intents.SHARDS];

    private volatile long backlog;
    private volatile Instant cleared = Instant.EPOCH;

    /// Others who read the same store.
    @FunctionalInterface
    public interface Readers {
        /// Whatever became garbage after this moment they may be reading.
        Instant since() throws IOException;
    }

    public Collector(MetaStore store, BlobStore blobs, Intents intents, Owners owners) {
        this(store, blobs, intents, owners, () -> Instant.MAX);
    }

    public Collector(MetaStore store, BlobStore blobs, Intents intents, Owners owners, Readers readers) {
        this.readers = readers;
        this.store = store;
        this.blobs = blobs;
        this.intents = intents;
        this.owners = owners;
        Arrays.fill(done, Instant.EPOCH);
    }

    /// What the collector has done since the start, and what it knows to be left.
    ///
    /// @param backlog intents that were due in the last round and are not settled yet
    /// @param unsettled claims of finished writers whose intents are still to be dropped
    /// @param failed intents whose turn failed; each is tried again in the next round
    public record Figures(long deletedBlobs, long settledIntents, long backlog, long unsettled, long failed) {}

    public Figures figures() {
        return new Figures(
                deletedBlobs.sum(), settledIntents.sum(), backlog, intents.settledClaims(), failedIntents.sum());
    }

    /// No intent that was due before this is left; a moment long ago before the first round.
    public Instant cleared() {
        return cleared;
    }

    /// Deletes no blob any more that `held` holds for, until the pin is closed; what was being deleted is gone
    /// when this returns.
    public BlobPins.Pin hold(Predicate<BlobId> held) {
        var pin = intents.pins().hold(held);
        synchronized (this) {
            return pin; // no round that did not know of it is under way
        }
    }

    /// One round over everything that is due.
    ///
    /// @return how many blobs were deleted
    public int collect() throws IOException {
        return collect(false, more -> {});
    }

    /// One round over everything that is due.
    ///
    /// @param early whether retired blobs that nobody reads are taken before their grace is over; not where others
    ///     read
    /// @param progress hears how many intents were settled, now and then
    /// @return how many blobs were deleted
    /// @throws IOException if any intent could not be settled; the others were
    public synchronized int collect(boolean early, LongConsumer progress) throws IOException {
        dropSettled(progress);
        int deleted = 0;
        long left = 0;
        @Nullable IOException failure = null;
        // In this order: a gateway that is not asked any more came later than this, and reads nothing that was due.
        var passed = intents.passed();
        var since = readers.since();
        var now = since.isBefore(passed) ? since : passed;
        var earliest = intents.takeEarliestDue();
        for (int shard = 0; shard < Intents.SHARDS; shard++) {
            done[shard] = done[shard].isBefore(earliest) ? done[shard] : earliest;
            var turn = new Turn(shard, early && since.equals(Instant.MAX), now);
            deleted += turn.run(progress);
            left += turn.left;
            failure = failure == null ? turn.failure : failure;
            if (!early) {
                done[shard] = turn.next();
            }
        }
        backlog = left;
        cleared = Collections.min(Arrays.asList(done));
        if (failure != null) {
            throw failure;
        }
        return deleted;
    }

    /// Drops the intents of writers that have finished.
    public int dropSettled(LongConsumer progress) throws IOException {
        int dropped = 0;
        while (true) {
            var claims = intents.takeSettled(PAGE);
            if (claims.isEmpty()) {
                return dropped;
            }
            var turns = new ArrayList<Callable<Integer>>(claims.size());
            for (var claim : claims) {
                turns.add(() -> {
                    claim.drop();
                    return 1;
                });
            }
            for (var turn : start(turns)) {
                dropped += end(turn);
            }
            progress.accept(claims.size());
        }
    }

    private List<Future<Integer>> start(List<Callable<Integer>> turns) throws IOException {
        try {
            return workers.invokeAll(turns);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while collecting garbage", stop);
        } catch (java.util.concurrent.RejectedExecutionException closed) {
            throw new IOException("the collector is closed", closed);
        }
    }

    private static int end(Future<Integer> turn) throws IOException {
        try {
            return turn.get();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while collecting garbage", stop);
        } catch (ExecutionException failed) {
            throw new IOException("an intent could not be settled", failed.getCause());
        }
    }

    /// One shard's round.
    private final class Turn {
        private final int shard;
        private final boolean early;
        private final Instant now;
        private final Instant end;
        private Instant earliestLeft = Instant.MAX;
        private long left;
        private @Nullable IOException failure;

        /// @param now whatever was due by then was retired a grace before that, and nobody reads it who began so late
        Turn(int shard, boolean early, Instant now) {
            this.shard = shard;
            this.now = now;
            this.early = early;
            this.end = (early ? now.plus(intents.retiredGrace()) : now).plusSeconds(2);
        }

        /// Where the next round begins.
        Instant next() {
            var behind = now.minus(SKEW);
            return earliestLeft.isBefore(behind) ? earliestLeft : behind;
        }

        int run(LongConsumer progress) throws IOException {
            int deleted = 0;
            var from =
                    done[shard].equals(Instant.EPOCH) ? Intents.shardStart(shard) : Intents.shardAt(shard, done[shard]);
            boolean inclusive = true;
            while (true) {
                var page = store.scan(Intents.TABLE, from, inclusive, Optional.of(Intents.shardAt(shard, end)), PAGE);
                var rows = new ArrayList<Intents.Intent>();
                var turns = new ArrayList<Callable<Integer>>();
                for (var row : page.rows()) {
                    from = row.group();
                    inclusive = false;
                    var intent = Intents.parse(row);
                    if (isDue(intent)) {
                        rows.add(intent);
                        turns.add(() -> settle(intent, row.head().txid()));
                    } else {
                        leave(intent);
                    }
                }
                deleted += await(rows, start(turns));
                progress.accept(rows.size());
                if (!page.more()) {
                    return deleted;
                }
            }
        }

        private boolean isDue(Intents.Intent intent) {
            if (intents.pins().isAnyPinned(intent.blobs())) {
                return false;
            }
            return !intent.due().isAfter(now) || (early && intent.kind() == Intents.Kind.RETIREMENT);
        }

        private void leave(Intents.Intent intent) {
            var position = intent.inHours() ? Instant.EPOCH : intent.due();
            if (position.isBefore(earliestLeft)) {
                earliestLeft = position;
            }
        }

        private int await(List<Intents.Intent> rows, List<Future<Integer>> turns) {
            int deleted = 0;
            for (int i = 0; i < turns.size(); i++) {
                try {
                    int gone = end(turns.get(i));
                    if (gone == NOT_NOW) {
                        leave(rows.get(i));
                        left++;
                    } else {
                        deleted += gone;
                        settledIntents.increment();
                    }
                } catch (IOException failed) {
                    leave(rows.get(i));
                    left++;
                    failedIntents.increment();
                    failure = failure == null ? failed : failure;
                }
            }
            return deleted;
        }
    }

    /// @return how many blobs were deleted, or [#NOT_NOW]
    private int settle(Intents.Intent intent, TxId seen) throws IOException {
        if (intent.kind() == Intents.Kind.FENCE) {
            removeFence(intent);
            drop(intent.group(), seen);
            return 0;
        }
        var condemned = condemn(intent, seen);
        if (condemned.isEmpty()) {
            return NOT_NOW; // its writer is still at work
        }
        var garbage = new HashSet<BlobId>();
        while (true) {
            garbage.clear();
            garbage.addAll(intent.blobs());
            var ownership = owners.ask(intent.ownerTable(), intent.ownerGroup(), Set.copyOf(intent.blobs()));
            garbage.removeAll(ownership.referenced());
            if (garbage.isEmpty() || fence(intent, ownership)) {
                break;
            }
        }
        if (intent.kind() == Intents.Kind.RETIREMENT
                && garbage.size() < intent.blobs().size()) {
            // Announced, and not replaced: either it never will be, or by a writer that is slower than the grace. So it
            // is
            // looked at once more, a long time later.
            var kept = new ArrayList<>(intent.blobs());
            kept.removeAll(garbage);
            intents.lookAgain(intent.ownerTable(), intent.ownerGroup(), kept);
        }
        for (var blob : garbage) {
            blobs.delete(blob);
            LOG.debug("blob {} was garbage", blob);
        }
        drop(intent.group(), condemned.get());
        deletedBlobs.add(garbage.size());
        return garbage.size();
    }

    private Optional<TxId> condemn(Intents.Intent intent, TxId seen) throws IOException {
        if (intent.state() == Intents.CONDEMNED) {
            return Optional.of(seen);
        }
        var value = Intents.value(Intents.CONDEMNED, intent.ownerTable(), intent.ownerGroup(), intent.blobs());
        return switch (store.commit(
                Intents.TABLE, intent.group(), new Guard.At(seen), List.of(new Edit.PutHead(value)))) {
            case Outcome.Applied(var txid) -> Optional.of(txid);
            case Outcome.Conflict refreshed -> Optional.empty();
        };
    }

    private boolean fence(Intents.Intent intent, Owners.Ownership ownership) throws IOException {
        var blob = intent.blobs().getFirst();
        if (!fence(intent.ownerTable(), intent.ownerGroup(), ownership.unchanged(), blob)) {
            return false;
        }
        for (var heir : ownership.heirs()) {
            if (!fence(heir.table(), heir.group(), heir.unchanged(), blob)) {
                return false;
            }
        }
        return true;
    }

    private boolean fence(Table table, Bytes group, Guard unchanged, BlobId blob) throws IOException {
        boolean absent = unchanged instanceof Guard.Absent;
        if (absent) {
            intents.rememberFence(table, group, blob);
        }
        List<Edit> edits = absent ? List.of(new Edit.PutHead(Bytes.EMPTY)) : List.of();
        return store.commit(table, group, unchanged, edits) instanceof Outcome.Applied;
    }

    private void removeFence(Intents.Intent intent) throws IOException {
        var owner = store.read(intent.ownerTable(), intent.ownerGroup(), EnumSet.of(Lane.HEAD));
        if (owner.head().filter(head -> head.value().size() == 0).isPresent()) {
            store.commit(intent.ownerTable(), intent.ownerGroup(), owner.unchanged(), List.of(new Edit.DeleteGroup()));
        }
    }

    private void drop(Bytes group, TxId txid) throws IOException {
        store.commit(Intents.TABLE, group, new Guard.At(txid), List.of(new Edit.DeleteGroup()));
    }

    /// Visits every blob that an intent names: it may have no owner yet, or no more.
    public void walkIntended(BlobStore.BlobVisitor visitor) throws IOException {
        var from = Bytes.EMPTY;
        boolean inclusive = true;
        while (true) {
            var page = store.scan(Intents.TABLE, from, inclusive, Optional.empty(), PAGE);
            for (var row : page.rows()) {
                for (var blob : Intents.parse(row).blobs()) {
                    visitor.visit(blob);
                }
                from = row.group();
                inclusive = false;
            }
            if (!page.more()) {
                return;
            }
        }
    }

    /// Ends a round that is under way after the intents that are being settled.
    @Override
    public void close() {
        workers.shutdownNow();
    }
}
