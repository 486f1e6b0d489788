package sealstead.store.hbase;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.filter.ColumnRangeFilter;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Group;
import sealstead.store.Guard;
import sealstead.store.Lane;
import sealstead.store.MetaStore;
import sealstead.store.Outcome;
import sealstead.store.Page;
import sealstead.store.StoreCounts;
import sealstead.store.StoreUnavailableException;
import sealstead.store.Table;
import sealstead.store.TxId;

/// [MetaStore] in a table of HBase (see [Rows]). A row is read at one moment, whichever families are asked for, and
/// by whoever asks after a commit was acknowledged with all of it.
final class HBaseMetaStore implements MetaStore {
    static final int MAX_CELL_BYTES = 8 * 1024 * 1024;
    /// A file of HDFS costs ten times what a cell does.
    private static final int MAX_INLINE_BYTES = 65 * 1024;
    /// Of a head.
    private static final int HEAD_CELLS = 2;

    private static final int SCAN_ROWS = 1000;
    private static final int LOCKS = 1024;

    private final RecordTable records;
    private final GatewayLease lease;
    private final RandomGenerator random;
    private final StoreCounts counts = new StoreCounts();
    /// Those of rows that are made or cleared: see [HBaseCommit#needsItsTurn].
    private final Lock[] turns =
            Stream.generate(ReentrantLock::new).limit(LOCKS).toArray(Lock[]::new);

    HBaseMetaStore(RecordTable records, GatewayLease lease, RandomGenerator random) {
        this.records = records;
        this.lease = lease;
        this.random = random;
    }

    Map<String, Long> counts() {
        return counts.all();
    }

    @Override
    public Caps caps() {
        return new Caps(MAX_CELL_BYTES, MAX_INLINE_BYTES);
    }

    private <T> T ask(RecordTable.Question<T> question) throws IOException {
        lease.check();
        counts.read();
        return records.ask(question);
    }

    @Override
    public Group read(Table table, Bytes group, Set<Lane> lanes) throws IOException {
        var get = new Get(Rows.key(table, group)).addFamily(Rows.HEAD);
        for (var lane : lanes) {
            get.addFamily(Rows.family(lane));
        }
        return group(ask(hbase -> hbase.get(get)), Integer.MAX_VALUE);
    }

    @Override
    public Group read(Table table, Bytes group, Lane lane, Bytes from, int limit) throws IOException {
        var get = new Get(Rows.key(table, group)).addFamily(Rows.HEAD);
        if (lane != Lane.HEAD) {
            get.addFamily(Rows.family(lane))
                    .setFilter(new ColumnRangeFilter(Rows.qualifier(from), true, null, false))
                    .setMaxResultsPerColumnFamily(Math.max(limit, HEAD_CELLS));
        }
        return group(ask(hbase -> hbase.get(get)), limit);
    }

    private static Group group(Result row, int limit) {
        return new Group(Rows.head(row), Rows.cells(row, Lane.CELLS, limit), Rows.cells(row, Lane.DATA, limit));
    }

    @Override
    public Optional<Bytes> cell(Table table, Bytes group, Lane lane, Bytes sub) throws IOException {
        var family = Rows.family(lane);
        var qualifier = Rows.qualifier(sub);
        var get = new Get(Rows.key(table, group)).addColumn(family, qualifier);
        return Optional.ofNullable(ask(hbase -> hbase.get(get)).getValue(family, qualifier))
                .map(Bytes::wrap);
    }

    @Override
    public Outcome commit(Table table, Bytes group, Guard guard, List<Edit> edits) throws IOException {
        var commit = new HBaseCommit(records, lease, table, group, guard, edits, TxId.random(random));
        var outcome = commit.needsItsTurn() ? inTurn(commit, table, group) : commit.run();
        if (outcome instanceof Outcome.Applied) {
            counts.commit();
        }
        return outcome;
    }

    private Outcome inTurn(HBaseCommit commit, Table table, Bytes group) throws IOException {
        var turn = turns[Math.floorMod(31 * table.hashCode() + group.hashCode(), LOCKS)];
        try {
            turn.lockInterruptibly();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("interrupted before a commit was begun", stop);
        }
        try {
            return commit.run();
        } finally {
            turn.unlock();
        }
    }

    @Override
    public Page scan(Table table, Bytes from, boolean inclusive, Optional<Bytes> to, int limit) throws IOException {
        var end = to.isPresent() ? Rows.key(table, to.get()) : Rows.end(table);
        var start = Rows.key(table, from);
        if (java.util.Arrays.compareUnsigned(start, end) >= 0) {
            return new Page(List.of(), false);
        }
        var scan = new Scan()
                .addFamily(Rows.HEAD)
                .withStartRow(start, inclusive)
                .withStopRow(end, false)
                .setLimit((int) Math.min(limit + 1L, Integer.MAX_VALUE))
                .setCaching(Math.min(limit, SCAN_ROWS) + 1);
        var found = ask(hbase -> hbase.scanAll(scan));
        var rows = new ArrayList<Page.Row>(Math.min(limit, found.size()));
        for (var row : found.subList(0, Math.min(limit, found.size()))) {
            var head = Rows.head(row);
            if (head != null) {
                rows.add(new Page.Row(Rows.group(table, row.getRow()), head));
            }
        }
        counts.scan(rows.size());
        return new Page(rows, found.size() > limit);
    }

    @Override
    public List<Table> tables() throws IOException {
        var tables = new ArrayList<Table>();
        var from = Rows.FIRST;
        while (true) {
            var scan = new Scan().addFamily(Rows.HEAD).withStartRow(from).setLimit(1);
            var found = ask(hbase -> hbase.scanAll(scan));
            if (found.isEmpty()) {
                return tables;
            }
            var table = Rows.table(found.getFirst().getRow());
            tables.add(table);
            from = Rows.end(table);
        }
    }

    /// The connection and the lease are the engine's.
    @Override
    public void close() {}
}
