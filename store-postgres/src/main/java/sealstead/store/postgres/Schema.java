package sealstead.store.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.store.Bytes;
import sealstead.store.HeldLease;

/// The tables that a store is in, and what must be true of the database that they are in. Names of tables,
/// groups and cells are `bytea`, whose order is that of S3 whatever the collation of the database is.
final class Schema {
    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);
    /// Since 2 several gateways may have the store, each with a row.
    static final int VERSION = 2;
    private static final int ID_BYTES = 16;
    private static final String FORMAT = "sealstead-store ";

    /// `past` has the ids of the commits before the last one, newest first: by them a commit whose answer was
    /// lost is found although others came after it. `sealstead_gone` has the same of groups that were deleted,
    /// for a while.
    private static final List<String> TABLES = List.of(
            """
            CREATE TABLE IF NOT EXISTS sealstead_head (
                tbl bytea NOT NULL, grp bytea NOT NULL, txid bytea NOT NULL, past bytea NOT NULL, val bytea NOT NULL,
                PRIMARY KEY (tbl, grp))""", """
            CREATE TABLE IF NOT EXISTS sealstead_cell (
                tbl bytea NOT NULL, grp bytea NOT NULL, sub bytea NOT NULL, val bytea NOT NULL,
                PRIMARY KEY (tbl, grp, sub))""", """
            CREATE TABLE IF NOT EXISTS sealstead_data (
                tbl bytea NOT NULL, grp bytea NOT NULL, sub bytea NOT NULL, val bytea NOT NULL,
                PRIMARY KEY (tbl, grp, sub))""", """
            CREATE TABLE IF NOT EXISTS sealstead_counter (
                tbl bytea NOT NULL, grp bytea NOT NULL, sub bytea NOT NULL, n bigint NOT NULL,
                PRIMARY KEY (tbl, grp, sub))""", """
            CREATE TABLE IF NOT EXISTS sealstead_gone (
                tbl bytea NOT NULL, grp bytea NOT NULL, txid bytea NOT NULL, past bytea NOT NULL,
                at timestamptz NOT NULL,
                PRIMARY KEY (tbl, grp, txid))""", "CREATE INDEX IF NOT EXISTS sealstead_gone_at ON sealstead_gone (at)", """
            CREATE TABLE IF NOT EXISTS sealstead_note (
                name text NOT NULL PRIMARY KEY, val bytea NOT NULL)""", """
            CREATE TABLE IF NOT EXISTS sealstead_gateway (
                one integer NOT NULL PRIMARY KEY, gateway bytea NOT NULL, session bytea NOT NULL,
                pulse bigint NOT NULL, until timestamptz NOT NULL,
                came bigint NOT NULL DEFAULT 0, alone boolean NOT NULL DEFAULT true)""");

    /// Who has format 1 has the store alone.
    private static final List<String> SINCE_2 = List.of(
            "ALTER TABLE sealstead_gateway ADD COLUMN IF NOT EXISTS came bigint NOT NULL DEFAULT 0",
            "ALTER TABLE sealstead_gateway ADD COLUMN IF NOT EXISTS alone boolean NOT NULL DEFAULT true");
    /// Two that make the same table at once: one is told that it, or its type, is there.
    private static final Set<String> MADE_BY_ANOTHER = Set.of("42P07", "42710", "23505", "XX000");

    private static final int ATTEMPTS = 10;

    private static final List<String> TUNING = List.of(
            // Ciphertext does not get smaller.
            "ALTER TABLE sealstead_head ALTER COLUMN val SET STORAGE EXTERNAL",
            "ALTER TABLE sealstead_cell ALTER COLUMN val SET STORAGE EXTERNAL",
            "ALTER TABLE sealstead_data ALTER COLUMN val SET STORAGE EXTERNAL");

    private Schema() {}

    /// Makes the tables that are not there, and brings those of an older format to this one, unless a gateway that
    /// knows the older one only has the store.
    ///
    /// @param gateway whose own row keeps nobody away
    /// @return the random name of the store
    static Bytes make(Connection connection, Bytes gateway, RandomGenerator random) throws SQLException, IOException {
        connection.setAutoCommit(true);
        for (int attempt = 1; ; attempt++) {
            try {
                return made(connection, gateway, random);
            } catch (SQLException failed) {
                if (attempt == ATTEMPTS || !MADE_BY_ANOTHER.contains(String.valueOf(failed.getSQLState()))) {
                    throw failed;
                }
            }
        }
    }

    private static Bytes made(Connection connection, Bytes gateway, RandomGenerator random)
            throws SQLException, IOException {
        if (!has(connection, "sealstead_gateway")) {
            try (var statement = connection.createStatement()) {
                for (var table : TABLES) {
                    statement.execute(table);
                }
            }
            for (var tuning : TUNING) {
                try (var statement = connection.createStatement()) {
                    statement.execute(tuning);
                } catch (SQLException unknown) {
                    LOG.info("this database does not know `{}`; it goes without", tuning);
                }
            }
        }
        note(connection, "format", (FORMAT + VERSION).getBytes(StandardCharsets.US_ASCII));
        var id = new byte[ID_BYTES];
        random.nextBytes(id);
        note(connection, "store", id);
        try (var statement =
                connection.prepareStatement("INSERT INTO sealstead_gateway (one, gateway, session, pulse, until)"
                        + " VALUES (1, ?, ?, 0, now()) ON CONFLICT (one) DO NOTHING")) {
            statement.setBytes(1, new byte[0]);
            statement.setBytes(2, new byte[0]);
            statement.executeUpdate();
        }
        int version = checkFormat(new String(read(connection, "format"), StandardCharsets.US_ASCII));
        if (version < VERSION) {
            upgrade(connection, gateway, version);
        }
        return Bytes.wrap(read(connection, "store"));
    }

    private static void upgrade(Connection connection, Bytes gateway, int from) throws SQLException, IOException {
        connection.setAutoCommit(false);
        try {
            try (var statement = connection.createStatement()) {
                // One after the other; and whoever would take the store waits for the tables.
                statement.execute("SELECT 1 FROM sealstead_note WHERE name = 'format' FOR UPDATE");
                for (var change : SINCE_2) {
                    statement.execute(change);
                }
            }
            if (isHeld(connection, gateway)) {
                throw new IOException("a gateway of an older version has the store in this database, which has format "
                        + from + " as long as it does. When it has stopped this one can start at once, when it was"
                        + " killed after " + HeldLease.SECONDS + " seconds");
            }
            try (var statement = connection.prepareStatement(
                    "UPDATE sealstead_note SET val = ? WHERE name = 'format' AND val = ?")) {
                statement.setBytes(1, (FORMAT + VERSION).getBytes(StandardCharsets.US_ASCII));
                statement.setBytes(2, (FORMAT + from).getBytes(StandardCharsets.US_ASCII));
                statement.executeUpdate();
            }
            connection.commit();
        } finally {
            connection.rollback(); // nothing, if it was committed
            connection.setAutoCommit(true);
        }
    }

    /// Whether another has the store.
    private static boolean isHeld(Connection connection, Bytes gateway) throws SQLException {
        boolean held = false;
        try (var statement = connection.prepareStatement(
                "SELECT gateway <> ? AND session <> ''::bytea AND until >= now() FROM sealstead_gateway")) {
            statement.setBytes(1, gateway.readOnlyArray());
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    held |= rows.getBoolean(1);
                }
            }
        }
        return held;
    }

    private static boolean has(Connection connection, String table) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("SELECT 1 FROM " + table + " WHERE 1 = 0");
            return true;
        } catch (SQLException failed) {
            if ("42P01".equals(failed.getSQLState())) {
                return false;
            }
            throw failed;
        }
    }

    private static void note(Connection connection, String name, byte[] value) throws SQLException {
        try (var statement = connection.prepareStatement(
                "INSERT INTO sealstead_note (name, val) VALUES (?, ?) ON CONFLICT (name) DO NOTHING")) {
            statement.setString(1, name);
            statement.setBytes(2, value);
            statement.executeUpdate();
        }
    }

    private static byte[] read(Connection connection, String name) throws SQLException, IOException {
        try (var statement = connection.prepareStatement("SELECT val FROM sealstead_note WHERE name = ?")) {
            statement.setString(1, name);
            try (var rows = statement.executeQuery()) {
                if (!rows.next()) {
                    throw new IOException("the table sealstead_note has lost its row `" + name + "`");
                }
                return rows.getBytes(1);
            }
        }
    }

    private static int checkFormat(String format) throws IOException {
        if (!format.matches(FORMAT + "[0-9]{1,6}")) {
            throw new IOException("the table sealstead_note says `" + format + "` instead of `" + FORMAT + VERSION
                    + "`: it was damaged, or is not Sealstead's");
        }
        int version = Integer.parseInt(format.substring(FORMAT.length()));
        if (version > VERSION) {
            throw new IOException(
                    "the store in this database has format " + version + ", this Sealstead knows up to " + VERSION);
        }
        return version;
    }

    /// What must be so, by the setting's name, for what was acknowledged to be there after a crash.
    private static final Map<String, String> NEVER = Map.of("fsync", "off", "synchronous_commit", "off");

    /// @throws IOException if the database would lose what it acknowledges, or is a copy that only reads
    static void check(Connection connection) throws SQLException, IOException {
        for (var setting : NEVER.entrySet()) {
            var value = show(connection, setting.getKey());
            if (value.toLowerCase(Locale.ROOT).equals(setting.getValue())) {
                throw new IOException("the database has " + setting.getKey() + " = " + value
                        + ": it would acknowledge what a crash takes back. Sealstead does not start on it");
            }
        }
        if (show(connection, "transaction_read_only").equals("on")) {
            throw new IOException(
                    "the database takes no writes: is it a standby? Name the primary in store.postgres.url");
        }
    }

    private static String show(Connection connection, String setting) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("SHOW " + setting)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "";
        } catch (SQLException unknown) {
            if ("42704".equals(unknown.getSQLState())) {
                return ""; // not every relative has the setting
            }
            throw unknown;
        }
    }
}
