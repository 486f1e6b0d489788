package sealstead.store.postgres;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.random.RandomGenerator;
import sealstead.store.Bytes;
import sealstead.store.EngineDriver;
import sealstead.store.HeldLease;

/// One gateway has the store at a time. It says so in a row, for [#SECONDS] from each time on by the
/// database's clock, and gives up by itself when it could not say so for half of that by its own: so that
/// nobody who stalled goes on beside the next. What he may have sent before is done or not within
/// [Database#STATEMENT_SECONDS], which is less than the other half; and every commit looks for the row in its
/// own statement.
///
/// The same data folder gets the store back at once: its lock says that nobody else runs on it.
final class GatewayLease extends HeldLease {
    private static final int SESSION_BYTES = 16;

    /// For the statement of a commit: whether this gateway still has the store.
    static final String HELD = "EXISTS (SELECT 1 FROM sealstead_gateway WHERE one = 1 AND session = ?)";

    private final Database database;
    private final byte[] session = new byte[SESSION_BYTES];
    private final long pulseBefore;

    GatewayLease(Database database, Bytes gateway, EngineDriver.Hearing hearing, RandomGenerator random)
            throws IOException {
        super(hearing);
        this.database = database;
        random.nextBytes(session);
        long asked = System.nanoTime();
        this.pulseBefore = database.read(connection -> take(connection, gateway));
        sureSince(asked);
    }

    private long take(Connection connection, Bytes gateway) throws SQLException, IOException {
        try (var statement = connection.prepareStatement("UPDATE sealstead_gateway SET gateway = ?, session = ?,"
                + " until = now() + interval '" + SECONDS + " seconds'"
                + " WHERE one = 1 AND (gateway = ? OR until < now()) RETURNING pulse")) {
            statement.setBytes(1, gateway.readOnlyArray());
            statement.setBytes(2, session);
            statement.setBytes(3, gateway.readOnlyArray());
            try (var rows = statement.executeQuery()) {
                if (rows.next()) {
                    return rows.getLong(1);
                }
            }
        }
        throw new IOException("another gateway has the store in this database, and two at once are not safe yet"
                + " (docs/gateways.md). When that one has stopped it can be had at once, when it was killed after "
                + SECONDS + " seconds");
    }

    long pulseBefore() {
        return pulseBefore;
    }

    byte[] session() {
        return session;
    }

    @Override
    protected long renew() throws IOException {
        return database.read(connection -> {
            try (var statement = connection.prepareStatement("UPDATE sealstead_gateway SET pulse = pulse + 1,"
                    + " until = now() + interval '" + SECONDS + " seconds'"
                    + " WHERE one = 1 AND session = ? RETURNING pulse")) {
                statement.setBytes(1, session);
                try (var rows = statement.executeQuery()) {
                    if (!rows.next()) {
                        throw lost();
                    }
                    return rows.getLong(1);
                }
            }
        });
    }

    @Override
    protected void renewed() throws IOException {
        PostgresCommit.forgetGone(database);
    }

    @Override
    protected void giveUp() throws IOException {
        database.read(connection -> {
            try (var statement = connection.prepareStatement("UPDATE sealstead_gateway"
                    + " SET until = now() - interval '1 second' WHERE one = 1 AND session = ?")) {
                statement.setBytes(1, session);
                return statement.executeUpdate();
            }
        });
    }
}
