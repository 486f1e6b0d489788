package sealstead.store.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import sealstead.store.Bytes;
import sealstead.store.Cell;
import sealstead.store.Edit;
import sealstead.store.Group;
import sealstead.store.Guard;
import sealstead.store.Head;
import sealstead.store.Lane;
import sealstead.store.MetaStore;
import sealstead.store.Outcome;
import sealstead.store.Page;
import sealstead.store.StoreCounts;
import sealstead.store.Table;
import sealstead.store.TxId;

/// [MetaStore] in tables of PostgreSQL (see [Schema]). Whatever is read together is read by one statement, and
/// so at one moment; the primary shows a commit when it is durable, and from then on to everybody.
final class PostgresMetaStore implements MetaStore {
    static final int MAX_CELL_BYTES = 8 * 1024 * 1024;
    /// A blob costs two more requests, to another machine.
    private static final int MAX_INLINE_BYTES = 65 * 1024;

    private final Database database;
    private final GatewayLease lease;
    private final RandomGenerator random;
    private final StoreCounts counts = new StoreCounts();

    PostgresMetaStore(Database database, GatewayLease lease, RandomGenerator random) {
        this.database = database;
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

    /// What a statement calls the lanes.
    private static final int HEAD = 0;

    private static final int CELLS = 1;
    private static final int DATA = 2;

    /// A part of a group that is read.
    private record Part(Lane lane, Bytes from, long limit) {}

    @Override
    public Group read(Table table, Bytes group, Set<Lane> lanes) throws IOException {
        var parts = new ArrayList<Part>();
        for (var lane : List.of(Lane.CELLS, Lane.DATA)) {
            if (lanes.contains(lane)) {
                parts.add(new Part(lane, Bytes.EMPTY, Long.MAX_VALUE));
            }
        }
        return read(table, group, parts);
    }

    @Override
    public Group read(Table table, Bytes group, Lane lane, Bytes from, int limit) throws IOException {
        return read(table, group, lane == Lane.HEAD ? List.of() : List.of(new Part(lane, from, limit)));
    }

    private Group read(Table table, Bytes group, List<Part> parts) throws IOException {
        var sql = new StringBuilder("SELECT " + HEAD + ", txid, val FROM sealstead_head WHERE tbl = ? AND grp = ?");
        for (var part : parts) {
            sql.append(" UNION ALL (SELECT ")
                    .append(part.lane() == Lane.CELLS ? CELLS : DATA)
                    .append(", sub, val FROM ")
                    .append(PostgresCommit.relation(part.lane()))
                    .append(" WHERE tbl = ? AND grp = ? AND sub >= ? ORDER BY sub LIMIT ?)");
        }
        return ask(connection -> {
            try (var statement = connection.prepareStatement(sql.toString())) {
                int at = bind(statement, 1, PostgresCommit.name(table), group.readOnlyArray());
                for (var part : parts) {
                    at = bind(
                            statement,
                            at,
                            PostgresCommit.name(table),
                            group.readOnlyArray(),
                            part.from().readOnlyArray());
                    statement.setLong(at++, part.limit());
                }
                try (var rows = statement.executeQuery()) {
                    return group(rows);
                }
            }
        });
    }

    private static Group group(ResultSet rows) throws SQLException {
        Head head = null;
        var cells = new ArrayList<Cell>();
        var data = new ArrayList<Cell>();
        while (rows.next()) {
            var name = rows.getBytes(2);
            var value = Bytes.wrap(rows.getBytes(3));
            switch (rows.getInt(1)) {
                case HEAD -> head = new Head(PostgresCommit.txid(name), value);
                case CELLS -> cells.add(new Cell(Bytes.wrap(name), value));
                default -> data.add(new Cell(Bytes.wrap(name), value));
            }
        }
        // The parts of a union have an order each, the whole has none.
        cells.sort(Comparator.comparing(Cell::sub));
        data.sort(Comparator.comparing(Cell::sub));
        return new Group(head, cells, data);
    }

    private static int bind(PreparedStatement statement, int from, byte[]... values) throws SQLException {
        int at = from;
        for (var value : values) {
            statement.setBytes(at++, value);
        }
        return at;
    }

    private <T> T ask(Database.Work<T> work) throws IOException {
        lease.check();
        counts.read();
        return database.read(work);
    }

    @Override
    public Optional<Bytes> cell(Table table, Bytes group, Lane lane, Bytes sub) throws IOException {
        return ask(connection -> {
            try (var statement = connection.prepareStatement(
                    "SELECT val FROM " + PostgresCommit.relation(lane) + " WHERE tbl = ? AND grp = ? AND sub = ?")) {
                bind(statement, 1, PostgresCommit.name(table), group.readOnlyArray(), sub.readOnlyArray());
                try (var rows = statement.executeQuery()) {
                    return rows.next() ? Optional.of(Bytes.wrap(rows.getBytes(1))) : Optional.empty();
                }
            }
        });
    }

    @Override
    public Outcome commit(Table table, Bytes group, Guard guard, List<Edit> edits) throws IOException {
        var commit = new PostgresCommit(database, lease, table, group, guard, edits, TxId.random(random));
        var outcome = commit.run();
        if (outcome instanceof Outcome.Applied) {
            counts.commit();
        }
        return outcome;
    }

    @Override
    public Page scan(Table table, Bytes from, boolean inclusive, Optional<Bytes> to, int limit) throws IOException {
        var sql = "SELECT grp, txid, val FROM sealstead_head WHERE tbl = ? AND grp " + (inclusive ? ">=" : ">") + " ?"
                + (to.isPresent() ? " AND grp < ?" : "") + " ORDER BY grp LIMIT ?";
        return ask(connection -> {
            try (var statement = connection.prepareStatement(sql)) {
                int at = bind(statement, 1, PostgresCommit.name(table), from.readOnlyArray());
                if (to.isPresent()) {
                    at = bind(statement, at, to.get().readOnlyArray());
                }
                statement.setLong(at, limit + 1L);
                var rows = new ArrayList<Page.Row>(Math.min(limit, 1024));
                boolean more = false;
                try (var found = statement.executeQuery()) {
                    while (found.next()) {
                        if (rows.size() == limit) {
                            more = true;
                            break;
                        }
                        rows.add(new Page.Row(
                                Bytes.wrap(found.getBytes(1)),
                                new Head(PostgresCommit.txid(found.getBytes(2)), Bytes.wrap(found.getBytes(3)))));
                    }
                }
                counts.scan(rows.size());
                return new Page(rows, more);
            }
        });
    }

    @Override
    public List<Table> tables() throws IOException {
        return ask(connection -> {
            var tables = new ArrayList<Table>();
            try (var statement =
                    connection.prepareStatement("SELECT tbl FROM sealstead_head WHERE tbl > ? ORDER BY tbl LIMIT 1")) {
                var last = new byte[0];
                while (true) {
                    statement.setBytes(1, last);
                    try (var rows = statement.executeQuery()) {
                        if (!rows.next()) {
                            return tables;
                        }
                        last = rows.getBytes(1);
                        tables.add(new Table(new String(last, StandardCharsets.US_ASCII)));
                    }
                }
            }
        });
    }

    /// The connections and the lease are the engine's.
    @Override
    public void close() {}
}
