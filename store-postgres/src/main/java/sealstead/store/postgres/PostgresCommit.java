package sealstead.store.postgres;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Group;
import sealstead.store.Guard;
import sealstead.store.Head;
import sealstead.store.Lane;
import sealstead.store.Outcome;
import sealstead.store.StoreUnavailableException;
import sealstead.store.Table;
import sealstead.store.TxId;

/// One commit, from its guard to a known outcome.
///
/// Its first statement writes the head if the guard holds, and so takes the row's lock: an insert that does
/// nothing if there is a row, or an update or a deletion of the row with the expected id. Where no cells are
/// touched it is the only one.
///
/// When the answer is lost, the same is sent again under the same id. Its first statement waits for what may be
/// under way still, and if it does nothing, the row tells: it names the ids of the last eight commits, and so
/// does the trace of a group that was deleted. So the outcome is known even if others came after.
final class PostgresCommit {
    private static final int TXID_BYTES = 16;
    private static final int PAST_BYTES = 7 * TXID_BYTES;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2L * Database.STATEMENT_SECONDS);
    private static final int MAX_PAUSE_MILLIS = 200;
    /// Longer than anybody is patient.
    private static final String FORGET_GONE =
            "DELETE FROM sealstead_gone WHERE at < now() - interval '" + 12 * Database.STATEMENT_SECONDS + " seconds'";

    private static final String PAST = "substring(txid || past from 1 for " + PAST_BYTES + ")";

    private final Database database;
    private final GatewayLease lease;
    private final byte[] table;
    private final byte[] group;
    private final Guard guard;
    private final List<Edit> edits;
    private final TxId txid;
    private final byte[] id;
    /// What becomes of the head: its value, or nothing if it is deleted; and whether it keeps the one that it
    /// has.
    private @Nullable Bytes value;
    private boolean keeps = true;

    PostgresCommit(
            Database database, GatewayLease lease, Table table, Bytes group, Guard guard, List<Edit> edits, TxId txid) {
        this.database = database;
        this.lease = lease;
        this.table = name(table);
        this.group = group.readOnlyArray();
        this.guard = guard;
        this.edits = edits;
        this.txid = txid;
        this.id = bytes(txid);
        for (var edit : edits) {
            switch (edit) {
                case Edit.PutHead(var head, var label) -> {
                    value = head;
                    keeps = false;
                }
                case Edit.DeleteGroup() -> {
                    value = null;
                    keeps = false;
                }
                case Edit.PutCell(var lane, var sub, var cell, var label) -> {
                    check(lane);
                    if (cell.size() > PostgresMetaStore.MAX_CELL_BYTES) {
                        throw new IllegalArgumentException("a cell of " + cell.size() + " bytes");
                    }
                }
                case Edit.DeleteCell(var lane, var sub) -> check(lane);
                case Edit.DeleteCells(var lane, var from, var to) -> check(lane);
            }
        }
    }

    private static void check(Lane lane) {
        if (lane == Lane.HEAD) {
            throw new IllegalArgumentException("the head is no cell");
        }
    }

    static byte[] name(Table table) {
        return table.name().getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] bytes(TxId txid) {
        return ByteBuffer.allocate(TXID_BYTES)
                .putLong(txid.high())
                .putLong(txid.low())
                .array();
    }

    static TxId txid(byte[] bytes) {
        var buffer = ByteBuffer.wrap(bytes);
        return new TxId(buffer.getLong(), buffer.getLong());
    }

    static void forgetGone(Database database) throws IOException {
        database.read(connection -> {
            try (var statement = connection.createStatement()) {
                return statement.executeUpdate(FORGET_GONE);
            }
        });
    }

    /// Whether what was sent may have been done although nothing was heard of it.
    private static final class Attempt {
        private boolean sent;
    }

    Outcome run() throws IOException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        boolean unsure = false;
        for (int attempts = 1; ; attempts++) {
            lease.check();
            var attempt = new Attempt();
            try (var connection = database.connection()) {
                var outcome = attempt(connection, attempt, unsure);
                database.well();
                if (outcome.isPresent()) {
                    return outcome.get();
                }
            } catch (SQLException failed) {
                var trouble = Trouble.of(failed);
                unsure |= trouble == Trouble.LOST && attempt.sent;
                // Who has sent nothing yet may say so at once; who may have committed wants to know.
                boolean again = trouble == Trouble.RETRY
                        || (trouble == Trouble.LOST && (unsure || attempts < 3))
                        || (trouble == Trouble.ABSENT && unsure);
                if (!again || System.nanoTime() - end > 0) {
                    database.failed(failed);
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
        try {
            Thread.sleep(ThreadLocalRandom.current()
                    .nextInt(1, Math.min(MAX_PAUSE_MILLIS, 4 << Math.min(attempts, 8)) + 1));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("interrupted before the outcome of a commit was known", stop);
        }
    }

    /// What is not committed is rolled back by the pool when it gets the connection back.
    ///
    /// @return nothing if it is to be tried again, as the group changed while it was looked at
    private Optional<Outcome> attempt(Connection connection, Attempt attempt, boolean unsure)
            throws SQLException, IOException {
        boolean alone = isAlone();
        connection.setAutoCommit(alone);
        attempt.sent = alone;
        if (!writesHead(connection)) {
            attempt.sent = false;
            return look(connection, unsure);
        }
        if (!alone) {
            writeCells(connection);
            lease.check(); // the first statement has looked for it, but that may be a while ago
            attempt.sent = true;
            connection.commit();
        }
        return Optional.of(new Outcome.Applied(txid));
    }

    /// Whether the head is all that is written, or the group is deleted as a whole.
    private boolean isAlone() {
        return edits.size() == 1
                && (edits.getFirst() instanceof Edit.PutHead
                        || (edits.getFirst() instanceof Edit.DeleteGroup && guard instanceof Guard.At));
    }

    private boolean writesHead(Connection connection) throws SQLException {
        return switch (guard) {
            case Guard.Absent() -> value != null && insert(connection, value);
            case Guard.At(var expected) ->
                (keeps || value != null) ? update(connection, bytes(expected)) : delete(connection, bytes(expected));
        };
    }

    private boolean insert(Connection connection, Bytes head) throws SQLException {
        try (var statement = connection.prepareStatement("INSERT INTO sealstead_head (tbl, grp, txid, past, val)"
                + " SELECT ?::bytea, ?::bytea, ?::bytea, ''::bytea, ?::bytea WHERE " + GatewayLease.HELD_THROUGHOUT
                + " ON CONFLICT (tbl, grp) DO NOTHING")) {
            bind(statement, table, group, id, head.readOnlyArray(), lease.session());
            return statement.executeUpdate() == 1;
        }
    }

    private boolean update(Connection connection, byte[] expected) throws SQLException {
        var val = value == null ? "val" : "?";
        try (var statement =
                connection.prepareStatement("UPDATE sealstead_head SET past = " + PAST + ", txid = ?, val = " + val
                        + " WHERE tbl = ? AND grp = ? AND txid = ? AND " + GatewayLease.HELD_THROUGHOUT)) {
            if (value == null) {
                bind(statement, id, table, group, expected, lease.session());
            } else {
                bind(statement, id, value.readOnlyArray(), table, group, expected, lease.session());
            }
            return statement.executeUpdate() == 1;
        }
    }

    private boolean delete(Connection connection, byte[] expected) throws SQLException {
        try (var statement =
                connection.prepareStatement("WITH head AS (DELETE FROM sealstead_head WHERE tbl = ? AND grp = ?"
                        + " AND txid = ? AND " + GatewayLease.HELD_THROUGHOUT + " RETURNING " + PAST + " AS past),"
                        + " cells AS (DELETE FROM sealstead_cell WHERE tbl = ? AND grp = ?"
                        + " AND EXISTS (SELECT 1 FROM head)),"
                        + " data AS (DELETE FROM sealstead_data WHERE tbl = ? AND grp = ?"
                        + " AND EXISTS (SELECT 1 FROM head))"
                        + " INSERT INTO sealstead_gone (tbl, grp, txid, past, at)"
                        + " SELECT ?::bytea, ?::bytea, ?::bytea, past, now() FROM head")) {
            bind(statement, table, group, expected, lease.session(), table, group, table, group, table, group, id);
            return statement.executeUpdate() == 1;
        }
    }

    private static void bind(PreparedStatement statement, byte[]... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setBytes(i + 1, values[i]);
        }
    }

    /// The row as it is now, and whether this gateway has the store still.
    private record Row(boolean held, @Nullable Head head, Bytes past) {}

    /// Why the head was not written.
    private Optional<Outcome> look(Connection connection, boolean unsure) throws SQLException, IOException {
        var row = row(connection);
        if (!row.held()) {
            throw lease.lost();
        }
        if (unsure && isNamed(connection, row)) {
            return Optional.of(new Outcome.Applied(txid));
        }
        var current = row.head();
        boolean holds = switch (guard) {
            case Guard.Absent() -> current == null;
            case Guard.At(var expected) -> current != null && current.txid().equals(expected);
        };
        if (!holds) {
            return Optional.of(new Outcome.Conflict(new Group(current, List.of(), List.of())));
        }
        if (keeps && guard instanceof Guard.Absent) {
            throw new IllegalArgumentException("cells without a head");
        }
        if (!keeps && value == null && guard instanceof Guard.Absent) {
            return Optional.of(new Outcome.Applied(txid)); // nothing is there, and nothing stays
        }
        return Optional.empty();
    }

    private Row row(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement("SELECT " + GatewayLease.HELD
                + ", h.txid, h.past, h.val FROM (SELECT 1 AS one) AS o"
                + " LEFT JOIN sealstead_head h ON h.tbl = ? AND h.grp = ?")) {
            bind(statement, lease.session(), table, group);
            try (var rows = statement.executeQuery()) {
                rows.next();
                boolean held = rows.getBoolean(1);
                var last = rows.getBytes(2);
                return last == null
                        ? new Row(held, null, Bytes.EMPTY)
                        : new Row(
                                held, new Head(txid(last), Bytes.wrap(rows.getBytes(4))), Bytes.wrap(rows.getBytes(3)));
            }
        }
    }

    /// Whether this commit is among the last ones of its group.
    ///
    /// @throws StoreUnavailableException if so many came after that it cannot be told
    private boolean isNamed(Connection connection, Row row) throws SQLException, IOException {
        if (row.head() != null) {
            var last = row.head().txid();
            var past = row.past().readOnlyArray();
            if (last.equals(txid) || has(past, id)) {
                return true;
            }
            boolean all = past.length < PAST_BYTES;
            boolean none =
                    guard instanceof Guard.At(var expected) && (last.equals(expected) || has(past, bytes(expected)));
            if (!all && !none) {
                throw new StoreUnavailableException("too many commits came after one whose answer was lost");
            }
        }
        try (var statement =
                connection.prepareStatement("SELECT txid, past FROM sealstead_gone WHERE tbl = ? AND grp = ?")) {
            bind(statement, table, group);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    if (Arrays.equals(rows.getBytes(1), id) || has(rows.getBytes(2), id)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static boolean has(byte[] past, byte[] id) {
        for (int at = 0; at + TXID_BYTES <= past.length; at += TXID_BYTES) {
            if (Arrays.equals(past, at, at + TXID_BYTES, id, 0, TXID_BYTES)) {
                return true;
            }
        }
        return false;
    }

    /// The edits of cells in their order; those of one kind in a row go together.
    private void writeCells(Connection connection) throws SQLException {
        int at = 0;
        while (at < edits.size()) {
            switch (edits.get(at)) {
                case Edit.PutHead head -> at++;
                case Edit.DeleteGroup() -> {
                    for (var lane : List.of(Lane.CELLS, Lane.DATA)) {
                        try (var statement = connection.prepareStatement(
                                "DELETE FROM " + relation(lane) + " WHERE tbl = ? AND grp = ?")) {
                            bind(statement, table, group);
                            statement.executeUpdate();
                        }
                    }
                    at++;
                }
                case Edit.PutCell(var lane, var sub, var cell, var label) -> at = putCells(connection, lane, at);
                case Edit.DeleteCell(var lane, var sub) -> at = deleteCells(connection, lane, at);
                case Edit.DeleteCells(var lane, var from, var to) -> {
                    try (var statement = connection.prepareStatement(
                            "DELETE FROM " + relation(lane) + " WHERE tbl = ? AND grp = ? AND sub >= ? AND sub < ?")) {
                        bind(statement, table, group, from.readOnlyArray(), to.readOnlyArray());
                        statement.executeUpdate();
                    }
                    at++;
                }
            }
        }
    }

    private int putCells(Connection connection, Lane lane, int from) throws SQLException {
        int at = from;
        try (var statement = connection.prepareStatement("INSERT INTO " + relation(lane)
                + " (tbl, grp, sub, val) VALUES (?, ?, ?, ?)"
                + " ON CONFLICT (tbl, grp, sub) DO UPDATE SET val = excluded.val")) {
            while (at < edits.size() && edits.get(at) instanceof Edit.PutCell put && put.lane() == lane) {
                bind(
                        statement,
                        table,
                        group,
                        put.sub().readOnlyArray(),
                        put.value().readOnlyArray());
                statement.addBatch();
                at++;
            }
            statement.executeBatch();
        }
        return at;
    }

    private int deleteCells(Connection connection, Lane lane, int from) throws SQLException {
        int at = from;
        try (var statement = connection.prepareStatement(
                "DELETE FROM " + relation(lane) + " WHERE tbl = ? AND grp = ? AND sub = ?")) {
            while (at < edits.size() && edits.get(at) instanceof Edit.DeleteCell one && one.lane() == lane) {
                bind(statement, table, group, one.sub().readOnlyArray());
                statement.addBatch();
                at++;
            }
            statement.executeBatch();
        }
        return at;
    }

    static String relation(Lane lane) {
        return lane == Lane.CELLS ? "sealstead_cell" : "sealstead_data";
    }
}
