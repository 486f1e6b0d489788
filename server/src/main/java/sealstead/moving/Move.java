package sealstead.moving;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import sealstead.store.BlobId;
import sealstead.store.BlobStore;
import sealstead.store.Bytes;
import sealstead.store.MetaStore;
import sealstead.store.StoreUnavailableException;
import sealstead.store.Table;

/// Copies a store, and proves that both sides have the same.
///
/// First everything is copied ([#copy]). Then everything is read again on both sides and its digests are compared
/// ([#verify]); what was compared is counted. If the store is served meanwhile, what changes is brought again and
/// counted anew: so that at every moment behind the cursor of the comparison the counts are those of what the
/// target was told and has been read back from it. When nobody writes any more, the rest of the changes makes the
/// two sides the same ([#settle]), however large they are.
///
/// Nothing is kept of how far it is: whatever interrupts it, it is begun again, and writes what differs only.
public final class Move implements AutoCloseable {
    private static final int THREADS = 8;
    private static final int FIRST_ROWS = 64;
    private static final int MAX_ROWS = 512;
    private static final long PAGE_BYTES = 1024 * 1024;
    private static final int BLOBS_AT_ONCE = 64;
    private static final int CHANGES_AT_ONCE = 256;
    private static final int MAX_TOLD = 20;
    private static final Bytes ZERO = Bytes.of((byte) 0);
    /// How long either side may be away.
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(90);

    private static final int PAUSE_MILLIS = 500;

    private final Side source;
    private final Side target;
    private final Optional<Changes> changes;
    private final Progress progress;
    private final GroupCopy groups;
    private final BlobCopy blobs;
    private final ExecutorService workers = Executors.newFixedThreadPool(
            THREADS, Thread.ofPlatform().name("move-", 0).daemon().factory());

    private final Tally leftRecords = new Tally();
    private final Tally arrivedRecords = new Tally();
    private final Tally leftBlobs = new Tally();
    private final Tally arrivedBlobs = new Tally();
    private final List<String> wrong = Collections.synchronizedList(new ArrayList<>());
    private final Set<String> countedTables = new HashSet<>();
    private Optional<Changes.Name> cursor = Optional.empty();
    private boolean verifying;
    private volatile boolean cancelled;

    /// A store, wherever it is.
    public record Side(MetaStore records, BlobStore blobs) {}

    /// @param changes of the source, if it is served meanwhile; it is watched already
    public Move(Side source, Side target, Optional<Changes> changes, Progress progress) {
        this.source = source;
        this.target = target;
        this.changes = changes;
        this.progress = progress;
        this.groups = new GroupCopy(source.records(), target.records());
        this.blobs = new BlobCopy(source.blobs(), target.blobs());
    }

    /// Ends it at the next moment at which it can be.
    public void cancel() {
        cancelled = true;
    }

    /// Copies everything that is not there yet, and takes away what the source has no more.
    ///
    /// @param begun whether an earlier run may have left something
    public void copy(boolean begun) throws IOException {
        progress.enter(Progress.Phase.COPYING);
        copyBlobs();
        if (begun) {
            removeBlobs();
        }
        for (var table : tables()) {
            walk(table, rows -> {
                var turns = new ArrayList<Callable<Void>>();
                rows.forEach((group, there) -> turns.add(() -> {
                    patiently(() -> groups.bring(table, group, !there));
                    progress.groups.increment();
                    return null;
                }));
                run(turns);
                catchUp();
            });
        }
    }

    /// Those of both sides, in order.
    private List<Table> tables() throws IOException {
        Map<String, Table> all = new LinkedHashMap<>();
        for (var side : List.of(source, target)) {
            patiently(side.records()::tables).forEach(table -> all.putIfAbsent(table.name(), table));
        }
        all.remove(MoveRecord.TABLE.name());
        return all.values().stream().sorted(Comparator.comparing(Table::name)).toList();
    }

    /// Takes some groups of a table, in order, and whether the target has each.
    @FunctionalInterface
    private interface Rows {
        void take(Map<Bytes, Boolean> groups) throws IOException;
    }

    /// Visits the groups of both sides.
    private void walk(Table table, Rows rows) throws IOException {
        var from = Bytes.EMPTY;
        int limit = FIRST_ROWS;
        while (true) {
            var start = from;
            int most = limit;
            var page = patiently(() -> source.records().scan(table, start, true, Optional.empty(), most));
            var some = new LinkedHashMap<Bytes, Boolean>();
            long bytes = 0;
            for (var row : page.rows()) {
                some.put(row.group(), false);
                bytes += row.head().value().size();
            }
            var end = page.more()
                    ? Optional.of(Bytes.concat(page.rows().getLast().group(), ZERO))
                    : Optional.<Bytes>empty();
            lookAtTarget(table, start, end, some, rows);
            rows.take(some);
            if (end.isEmpty()) {
                return;
            }
            from = end.get();
            limit = bytes > PAGE_BYTES
                    ? Math.max(1, limit / 2)
                    : bytes * 2 > PAGE_BYTES ? limit : Math.min(MAX_ROWS, 2 * limit);
        }
    }

    /// Notes which groups of a stretch the target has; those that the source has not are taken at once, as they may be
    /// any number.
    private void lookAtTarget(Table table, Bytes start, Optional<Bytes> end, Map<Bytes, Boolean> some, Rows rows)
            throws IOException {
        var from = start;
        while (true) {
            var at = from;
            var page = patiently(() -> target.records().scan(table, at, true, end, FIRST_ROWS));
            var others = new LinkedHashMap<Bytes, Boolean>();
            for (var row : page.rows()) {
                if (some.replace(row.group(), true) == null) {
                    others.put(row.group(), true);
                }
            }
            if (!others.isEmpty()) {
                rows.take(others);
            }
            if (!page.more()) {
                return;
            }
            from = Bytes.concat(page.rows().getLast().group(), ZERO);
        }
    }

    private void copyBlobs() throws IOException {
        forEachBlob(source.blobs(), id -> {
            progress.copiedBytes.add(patiently(() -> blobs.bring(id)));
            progress.blobs.increment();
        });
    }

    private void removeBlobs() throws IOException {
        forEachBlob(target.blobs(), id -> {
            if (patiently(() -> source.blobs().length(id)).isEmpty()) {
                patiently(() -> {
                    target.blobs().delete(id);
                    return true;
                });
            }
        });
    }

    private void forEachBlob(BlobStore all, BlobStore.BlobVisitor visitor) throws IOException {
        var turns = new ArrayList<Callable<Void>>();
        all.walk(id -> {
            turns.add(() -> {
                visitor.visit(id);
                return null;
            });
            if (turns.size() == BLOBS_AT_ONCE) {
                run(turns);
                turns.clear();
                catchUp();
            }
        });
        run(turns);
        catchUp();
    }

    /// Reads everything on both sides and compares it.
    ///
    /// @throws MismatchException if something arrived other than it left; the copies of blobs that did are removed
    public void verify() throws IOException {
        progress.enter(Progress.Phase.VERIFYING);
        catchUp();
        verifying = true;
        forEachBlob(source.blobs(), id -> {
            if (changes.isEmpty() || !changes.get().isNew(id)) {
                count(id);
            }
        });
        while (true) {
            var left = tables().stream()
                    .filter(table -> !countedTables.contains(table.name()))
                    .toList();
            if (left.isEmpty()) {
                break;
            }
            for (var table : left) {
                verify(table);
            }
        }
        if (!wrong.isEmpty()) {
            throw new MismatchException(wrong.size()
                    + " blobs arrived other than they left, and their copies were removed: "
                    + String.join(", ", wrong.subList(0, Math.min(MAX_TOLD, wrong.size()))));
        }
    }

    private void verify(Table table) throws IOException {
        walk(table, rows -> {
            var turns = new ArrayList<Callable<Void>>();
            rows.forEach((group, there) -> turns.add(() -> {
                count(table, group);
                return null;
            }));
            run(turns);
            for (var group : rows.keySet()) {
                if (cursor.isEmpty()
                        || !cursor.get().table().equals(table.name())
                        || cursor.get().group().compareTo(group) < 0) {
                    cursor = Optional.of(new Changes.Name(table.name(), group));
                }
            }
            catchUp();
        });
        countedTables.add(table.name());
    }

    private void count(Table table, Bytes group) throws IOException {
        var left = patiently(() -> GroupContent.of(source.records(), table, group));
        var arrived = patiently(() -> GroupContent.of(target.records(), table, group));
        if (!left.equals(arrived)) {
            if (changes.isEmpty()) {
                throw mismatch(table);
            }
            left = patiently(() -> groups.bring(table, group, false)).after(); // it changed meanwhile
            arrived = patiently(() -> GroupContent.of(target.records(), table, group));
            if (!left.equals(arrived)) {
                throw mismatch(table);
            }
        }
        left.ifPresent(leftRecords::add);
        arrived.ifPresent(arrivedRecords::add);
        progress.verifiedGroups.increment();
    }

    private static MismatchException mismatch(Table table) {
        return new MismatchException("a record of table " + table.name() + " arrived other than it left");
    }

    private void count(BlobId id) throws IOException {
        var left = patiently(() -> BlobCopy.content(source.blobs(), id));
        var arrived = patiently(() -> BlobCopy.content(target.blobs(), id));
        if (!left.equals(arrived)) {
            wrong.add(id.toString());
            patiently(() -> {
                target.blobs().delete(id);
                return true;
            });
            return;
        }
        left.ifPresent(leftBlobs::add);
        arrived.ifPresent(arrivedBlobs::add);
        progress.verifiedBlobs.increment();
    }

    /// Brings what has changed since, as far as it is known by now.
    public void catchUp() throws IOException {
        if (changes.isEmpty()) {
            return;
        }
        var all = changes.get();
        // What is made meanwhile is of the next time.
        for (int left = all.waiting(); left > 0; left -= CHANGES_AT_ONCE) {
            var turns = new ArrayList<Callable<Void>>();
            for (var id : all.takeBlobs(CHANGES_AT_ONCE)) {
                turns.add(() -> {
                    progress.copiedBytes.add(patiently(() -> blobs.bring(id)));
                    if (verifying) {
                        count(id);
                    } else {
                        all.forget(id);
                    }
                    return null;
                });
            }
            for (var name : all.takeGroups(CHANGES_AT_ONCE)) {
                turns.add(() -> {
                    bringAgain(name);
                    return null;
                });
            }
            run(turns);
        }
    }

    private void bringAgain(Changes.Name name) throws IOException {
        var table = new Table(name.table());
        if (!isCounted(name)) {
            patiently(() -> groups.bring(table, name.group(), false));
            return;
        }
        var brought = bringCounted(table, name.group());
        var arrived = patiently(() -> GroupContent.of(target.records(), table, name.group()));
        if (!arrived.equals(brought.after())) {
            throw mismatch(table);
        }
        brought.before().ifPresent(content -> {
            leftRecords.remove(content);
            arrivedRecords.remove(content);
        });
        brought.after().ifPresent(leftRecords::add);
        arrived.ifPresent(arrivedRecords::add);
    }

    /// What the target had before the first attempt is what was counted, whatever became of that.
    private GroupCopy.Brought bringCounted(Table table, Bytes group) throws IOException {
        var before = patiently(() -> GroupContent.of(target.records(), table, group));
        var brought = patiently(() -> groups.bring(table, group, before.isEmpty()));
        return new GroupCopy.Brought(before, brought.after());
    }

    private boolean isCounted(Changes.Name name) {
        if (!verifying) {
            return false;
        }
        return countedTables.contains(name.table())
                || cursor.filter(at ->
                                at.table().equals(name.table()) && at.group().compareTo(name.group()) >= 0)
                        .isPresent();
    }

    /// How many changes are known that were not brought yet.
    public int waiting() {
        return changes.map(Changes::waiting).orElse(0);
    }

    /// Brings the last changes of a store that nobody writes to any more.
    ///
    /// @return what both sides have
    /// @throws MismatchException if they have not the same
    public MoveRecord.Outcome settle() throws IOException {
        while (waiting() > 0) {
            catchUp();
        }
        for (var table : tables()) {
            if (!countedTables.contains(table.name())) {
                verify(table); // it came last
            }
        }
        var records = leftRecords.figures();
        var bytes = leftBlobs.figures();
        if (!wrong.isEmpty() || !records.equals(arrivedRecords.figures()) || !bytes.equals(arrivedBlobs.figures())) {
            throw new MismatchException("the two sides have not the same");
        }
        return new MoveRecord.Outcome(
                records.count(),
                records.cells(),
                records.bytes(),
                records.digest(),
                bytes.count(),
                bytes.bytes(),
                bytes.digest());
    }

    /// Does it again as long as a side is away, within bounds.
    private <T> T patiently(Callable<T> work) throws IOException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            if (cancelled) {
                throw new IOException("the move was cancelled; run again, it goes on");
            }
            try {
                return work.call();
            } catch (IOException failed) {
                boolean passes =
                        StoreUnavailableException.isCauseOf(failed) || failed instanceof GroupCopy.OvertakenException;
                if (!passes || System.nanoTime() - end > 0) {
                    throw failed;
                }
            } catch (RuntimeException unexpected) {
                throw unexpected;
            } catch (Exception impossible) {
                throw new IllegalStateException(impossible);
            }
            pause();
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stop);
        }
    }

    private void run(List<Callable<Void>> turns) throws IOException {
        try {
            for (var turn : workers.invokeAll(turns)) {
                turn.get();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stop);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException known) {
                throw known;
            }
            if (failed.getCause() instanceof RuntimeException unexpected) {
                throw unexpected;
            }
            throw new IllegalStateException(failed.getCause());
        }
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
