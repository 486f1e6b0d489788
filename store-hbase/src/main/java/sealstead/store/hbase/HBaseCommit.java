package sealstead.store.hbase;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.hbase.HConstants;
import org.apache.hadoop.hbase.client.CheckAndMutate;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Mutation;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.RowMutations;
import org.apache.hadoop.hbase.filter.ColumnRangeFilter;
import org.jspecify.annotations.Nullable;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Group;
import sealstead.store.Guard;
import sealstead.store.Lane;
import sealstead.store.Outcome;
import sealstead.store.StoreUnavailableException;
import sealstead.store.Table;
import sealstead.store.TxId;

/// One commit, from its guard to a known outcome: one `checkAndMutate` of the row, on the id of the commit before it,
/// which writes this one's id beside everything else.
///
/// HBase says "the condition did not hold" of a commit that was applied and sent again as well. So whenever it says
/// that, the row is read: it names the ids of all commits of the last minutes, those of deleted groups too. When no
/// answer comes the same is sent again under the same id. It cannot be applied twice: the guard of the second names
/// what the first has replaced.
final class HBaseCommit {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(12);
    /// After this a server drops what it has not begun with.
    private static final long DROPPED_NANOS = TimeUnit.SECONDS.toNanos(2L * RecordTable.ATTEMPT_SECONDS);

    private static final int MAX_PAUSE_MILLIS = 300;

    private final RecordTable records;
    private final GatewayLease lease;
    private final byte[] row;
    private final Guard guard;
    private final TxId txid;
    private final byte[] id;
    private final @Nullable Bytes value;
    private final boolean keeps;
    private final Folded edits;

    /// What of the edits is left at the end of the commit: to HBase those of one commit have no order.
    ///
    /// @param puts of each lane by its qualifier
    /// @param deletes the same
    private record Folded(
            boolean isCleared,
            List<Edit.DeleteCells> ranges,
            Map<Lane, NavigableMap<Bytes, Bytes>> puts,
            Map<Lane, NavigableMap<Bytes, Boolean>> deletes) {}

    HBaseCommit(
            RecordTable records,
            GatewayLease lease,
            Table table,
            Bytes group,
            Guard guard,
            List<Edit> edits,
            TxId txid) {
        this.records = records;
        this.lease = lease;
        this.row = Rows.key(table, group);
        this.guard = guard;
        this.txid = txid;
        this.id = Rows.bytes(txid);
        Bytes head = null;
        boolean kept = true;
        boolean cleared = false;
        var ranges = new ArrayList<Edit.DeleteCells>();
        var puts = new EnumMap<Lane, NavigableMap<Bytes, Bytes>>(Lane.class);
        var deletes = new EnumMap<Lane, NavigableMap<Bytes, Boolean>>(Lane.class);
        for (var edit : edits) {
            switch (edit) {
                case Edit.PutHead(var put, var label) -> {
                    checkSize(put);
                    head = put;
                    kept = false;
                }
                case Edit.DeleteGroup() -> {
                    head = null;
                    kept = false;
                    cleared = true;
                    ranges.clear();
                    puts.clear();
                    deletes.clear();
                }
                case Edit.PutCell(var lane, var sub, var cell, var label) -> {
                    checkLane(lane);
                    checkSize(cell);
                    of(puts, lane).put(sub, cell);
                    of(deletes, lane).remove(sub);
                }
                case Edit.DeleteCell(var lane, var sub) -> {
                    checkLane(lane);
                    of(puts, lane).remove(sub);
                    of(deletes, lane).put(sub, true);
                }
                case Edit.DeleteCells range -> {
                    checkLane(range.lane());
                    if (range.from().compareTo(range.to()) < 0) {
                        of(puts, range.lane())
                                .subMap(range.from(), true, range.to(), false)
                                .clear();
                        ranges.add(range);
                    }
                }
            }
        }
        this.value = head;
        this.keeps = kept;
        this.edits = new Folded(cleared, ranges, puts, deletes);
    }

    private static <T> NavigableMap<Bytes, T> of(Map<Lane, NavigableMap<Bytes, T>> lanes, Lane lane) {
        return lanes.computeIfAbsent(lane, none -> new TreeMap<>());
    }

    private static void checkLane(Lane lane) {
        if (lane == Lane.HEAD) {
            throw new IllegalArgumentException("the head is no cell");
        }
    }

    private static void checkSize(Bytes cell) {
        if (cell.size() > HBaseMetaStore.MAX_CELL_BYTES) {
            throw new IllegalArgumentException("a cell of " + cell.size() + " bytes");
        }
    }

    /// Whether no other commit of the kind may be under way in the row. "There is nothing" holds again when a
    /// row was made and cleared: if both came between the number of this commit and its arrival, what it writes
    /// would lie under what was cleared, acknowledged and never seen. A guard that names a commit holds only for
    /// numbers that came after it.
    boolean needsItsTurn() {
        return guard instanceof Guard.Absent || edits.isCleared();
    }

    Outcome run() throws IOException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        long lastLost = 0;
        boolean unsure = false;
        for (int attempts = 1; ; attempts++) {
            lease.check();
            if (attempts == 1 && writesNothingIfAbsent()) {
                return look(false, 0).orElseThrow();
            }
            try {
                if (records.attempt(condition().build(mutations()))) {
                    return new Outcome.Applied(txid);
                }
                var outcome = look(unsure, lastLost);
                if (outcome.isPresent()) {
                    return outcome.get();
                }
            } catch (StoreUnavailableException told) {
                throw told;
            } catch (IOException failed) {
                var trouble = Trouble.of(failed);
                if (trouble == Trouble.LOST) {
                    unsure = true;
                    lastLost = System.nanoTime();
                }
                if (trouble == Trouble.REFUSED || System.nanoTime() - end > 0) {
                    records.failed(failed);
                    throw Trouble.told(failed);
                }
            }
            if (System.nanoTime() - end > 0) {
                throw new StoreUnavailableException("others were in the way of a commit for too long");
            }
            pause(attempts);
        }
    }

    private static void pause(int attempts) throws IOException {
        sleep(ThreadLocalRandom.current().nextInt(1, Math.min(MAX_PAUSE_MILLIS, 4 << Math.min(attempts, 8)) + 1));
    }

    private static void sleep(long millis) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("interrupted before the outcome of a commit was known", stop);
        }
    }

    /// Whether there is nothing to write where no group is: cells without a head, or nothing but a deletion.
    private boolean writesNothingIfAbsent() {
        return guard instanceof Guard.Absent && value == null;
    }

    private CheckAndMutate.Builder condition() {
        var builder = CheckAndMutate.newBuilder(row);
        return switch (guard) {
            case Guard.Absent() -> builder.ifNotExists(Rows.HEAD, Rows.TXID);
            case Guard.At(var expected) -> builder.ifEquals(Rows.HEAD, Rows.TXID, Rows.bytes(expected));
        };
    }

    private RowMutations mutations() throws IOException {
        var deletes = new ArrayList<byte[][]>();
        for (var range : edits.ranges()) {
            for (var qualifier : existing(range)) {
                deletes.add(new byte[][] {Rows.family(range.lane()), qualifier});
            }
        }
        edits.deletes()
                .forEach((lane, subs) -> subs.keySet()
                        .forEach(sub -> deletes.add(new byte[][] {Rows.family(lane), Rows.qualifier(sub)})));
        long number = lease.numbers().next();
        var all = new ArrayList<Mutation>();
        var delete = new Delete(row);
        if (edits.isCleared()) {
            for (var family : List.of(Rows.HEAD, Rows.CELLS, Rows.DATA)) {
                delete.addFamily(family, number);
            }
        }
        for (var each : deletes) {
            delete.addColumns(each[0], each[1], number);
        }
        if (!delete.isEmpty()) {
            all.add(delete);
        }
        long next = number + 1;
        // The server's clock says when it is forgotten.
        var put = new Put(row).addColumn(Rows.COMMITS, id, HConstants.LATEST_TIMESTAMP, new byte[0]);
        if (keeps || value != null) {
            put.addColumn(Rows.HEAD, Rows.TXID, next, id);
        }
        if (value != null) {
            put.addColumn(Rows.HEAD, Rows.VALUE, next, value.readOnlyArray());
        }
        edits.puts()
                .forEach((lane, cells) -> cells.forEach((sub, cell) ->
                        put.addColumn(Rows.family(lane), Rows.qualifier(sub), next, cell.readOnlyArray())));
        all.add(put);
        return RowMutations.of(all);
    }

    /// The cells of a range, of which HBase deletes each by its name. If another commit comes between this and the
    /// write, the guard does not hold any more.
    private List<byte[]> existing(Edit.DeleteCells range) throws IOException {
        if (edits.isCleared()) {
            return List.of();
        }
        var get = new Get(row)
                .addFamily(Rows.family(range.lane()))
                .setFilter(
                        new ColumnRangeFilter(Rows.qualifier(range.from()), true, Rows.qualifier(range.to()), false));
        var found = new ArrayList<byte[]>();
        for (var cell : records.get(get).rawCells()) {
            found.add(org.apache.hadoop.hbase.CellUtil.cloneQualifier(cell));
        }
        return found;
    }

    /// Why the condition did not hold.
    ///
    /// @param lastLost when, if ever, an attempt was last sent of which nothing was heard
    /// @return nothing if it is to be tried again, as the group changed while it was looked at
    private Optional<Outcome> look(boolean unsure, long lastLost) throws IOException {
        var found = find();
        if (isNamed(found)) {
            return Optional.of(new Outcome.Applied(txid));
        }
        var current = Rows.head(found);
        boolean holds = switch (guard) {
            case Guard.Absent() -> current == null;
            case Guard.At(var expected) -> current != null && current.txid().equals(expected);
        };
        if (!holds) {
            if (unsure && guard instanceof Guard.Absent) {
                return Optional.of(afterAllAreDropped(lastLost));
            }
            return Optional.of(new Outcome.Conflict(new Group(current, List.of(), List.of())));
        }
        if (keeps && guard instanceof Guard.Absent) {
            throw new IllegalArgumentException("cells without a head");
        }
        if (writesNothingIfAbsent()) {
            return Optional.of(new Outcome.Applied(txid)); // nothing is there, and nothing stays
        }
        return Optional.empty();
    }

    /// A guard that names a commit never holds again once it did not. "There is nothing" may: so what may be under way
    /// still is waited for until no server begins with it any more.
    private Outcome afterAllAreDropped(long lastLost) throws IOException {
        long wait = lastLost + DROPPED_NANOS - System.nanoTime();
        if (wait > 0) {
            sleep(TimeUnit.NANOSECONDS.toMillis(wait) + 1);
        }
        var found = find();
        return isNamed(found)
                ? new Outcome.Applied(txid)
                : new Outcome.Conflict(new Group(Rows.head(found), List.of(), List.of()));
    }

    private Result find() throws IOException {
        return records.get(new Get(row).addFamily(Rows.HEAD).addColumn(Rows.COMMITS, id));
    }

    private boolean isNamed(Result found) {
        return found.containsColumn(Rows.COMMITS, id) || Arrays.equals(found.getValue(Rows.HEAD, Rows.TXID), id);
    }
}
