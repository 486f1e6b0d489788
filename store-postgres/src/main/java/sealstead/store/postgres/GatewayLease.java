package sealstead.store.postgres;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import sealstead.store.Bytes;
import sealstead.store.EngineDriver;
import sealstead.store.HeldLease;
import sealstead.store.Membership;

/// That this gateway has the store, beside others or alone. It says so in a row of its own, for [#SECONDS] from each
/// time on by the database's clock, and gives up by itself when it could not say so for half of that by its own: so
/// that nobody who stalled goes on when the others believe him gone. What he may have sent before is done or not
/// within the other half, since the database ends a statement that takes too long and a commit that is left lying;
/// and every commit looks for the row in its own statement.
///
/// The same data folder gets its place back at once: its lock says that nobody else runs on it.
///
/// Who comes, and who keeps the others away, does so one after the other, behind a lock on one row.
final class GatewayLease extends HeldLease implements Membership {
    private static final int SESSION_BYTES = 16;
    private static final long AGAIN_MILLIS = 500;
    private static final String LIVES = "session <> ''::bytea";

    /// Whether this gateway still has the store.
    static final String HELD = "EXISTS (SELECT 1 FROM sealstead_gateway WHERE session = ?)";
    /// For the statement of a commit: whether it has it for as long as the statement may take. A statement that waits
    /// for
    /// a row's lock does not look again.
    static final String HELD_THROUGHOUT =
            "EXISTS (SELECT 1 FROM sealstead_gateway WHERE session = ? AND until > clock_timestamp() + interval '"
                    + Database.STATEMENT_SECONDS + " seconds')";
    /// After somebody has gone, what he had sent is done or not within this.
    private static final long STEADY_NANOS = TimeUnit.SECONDS.toNanos(Database.STATEMENT_SECONDS + 2L);

    private final Database database;
    private final byte[] gateway;
    private final String storeKey;
    private final byte[] session = new byte[SESSION_BYTES];
    private final Taken taken;
    private List<Member> lastLiving = List.of();
    private long goneAt = System.nanoTime();

    /// @param storeKey the note of a store that was begun
    GatewayLease(
            Database database,
            Bytes gateway,
            boolean alone,
            String storeKey,
            EngineDriver.Hearing hearing,
            RandomGenerator random)
            throws IOException {
        super(hearing);
        this.database = database;
        this.gateway = gateway.readOnlyArray();
        this.storeKey = storeKey;
        random.nextBytes(session);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (true) {
            long asked = System.nanoTime();
            boolean last = asked - end > 0;
            var got = inTurn(connection -> take(connection, alone, last));
            if (got.isPresent()) {
                this.taken = got.get();
                sureSince(asked);
                return;
            }
            pause();
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(AGAIN_MILLIS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while another gateway has the store alone", stop);
        }
    }

    /// @param pulseBefore the last pulse of this gateway, or of all if it has had none
    /// @param first whether nobody else had the store
    private record Taken(long pulseBefore, long number, boolean first) {}

    private <T> T inTurn(Database.Work<T> work) throws IOException {
        return database.read(connection -> {
            connection.setAutoCommit(false);
            try (var lock = connection.createStatement();
                    var row = lock.executeQuery("SELECT 1 FROM sealstead_note WHERE name = 'format' FOR UPDATE")) {
                row.next();
                endOthers(connection);
                var answer = work.on(connection);
                connection.commit();
                return answer;
            }
        });
    }

    /// @param last whether it is not tried again
    /// @return absent while another has the store alone for a while, as who begins it
    private Optional<Taken> take(Connection connection, boolean alone, boolean last) throws SQLException, IOException {
        var others = others(connection);
        if (others.alone() && !alone && !last) {
            return Optional.empty();
        }
        if (others.any() && (alone || others.alone())) {
            throw new IOException("another gateway has the store in this database, and "
                    + (others.alone() ? "has it alone for now" : "this one would have it alone")
                    + " (docs/gateways.md). When that one has stopped it can be had at once, when it was killed after "
                    + SECONDS + " seconds");
        }
        // Who begins a store does so alone.
        boolean keepsAlone = alone || !isBegun(connection);
        if (!has(connection, "gateway = ?", gateway)) {
            if (!has(connection, "gateway = ?", new byte[0])) {
                update(
                        connection,
                        "INSERT INTO sealstead_gateway (one, gateway, session, pulse, until)"
                                + " SELECT max(one) + 1, ?, ''::bytea, max(pulse), now() FROM sealstead_gateway",
                        gateway);
            } else {
                update(connection, "UPDATE sealstead_gateway SET gateway = ? WHERE gateway = ''::bytea", gateway);
            }
        }
        try (var statement = connection.prepareStatement("UPDATE sealstead_gateway SET session = ?, alone = ?,"
                + " came = (SELECT max(came) + 1 FROM sealstead_gateway),"
                + " until = now() + interval '" + SECONDS + " seconds'"
                + " WHERE gateway = ? RETURNING pulse, came")) {
            statement.setBytes(1, session);
            statement.setBoolean(2, keepsAlone);
            statement.setBytes(3, gateway);
            try (var rows = statement.executeQuery()) {
                if (!rows.next()) {
                    throw new IOException("the table sealstead_gateway has lost the row of this gateway");
                }
                return Optional.of(new Taken(rows.getLong(1), rows.getLong(2), !others.any()));
            }
        }
    }

    private static void endOthers(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.executeUpdate(
                    "UPDATE sealstead_gateway SET session = ''::bytea WHERE until < now() AND " + LIVES);
        }
    }

    private record Others(boolean any, boolean alone) {}

    private Others others(Connection connection) throws SQLException {
        return new Others(
                has(connection, LIVES + " AND gateway <> ?", gateway),
                has(connection, LIVES + " AND alone AND gateway <> ?", gateway));
    }

    private boolean isBegun(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement("SELECT 1 FROM sealstead_note WHERE name = ?")) {
            statement.setString(1, storeKey);
            return isAny(statement);
        }
    }

    private static boolean has(Connection connection, String condition, byte[] value) throws SQLException {
        try (var statement = connection.prepareStatement("SELECT 1 FROM sealstead_gateway WHERE " + condition)) {
            statement.setBytes(1, value);
            return isAny(statement);
        }
    }

    private static boolean isAny(PreparedStatement statement) throws SQLException {
        try (var rows = statement.executeQuery()) {
            return rows.next();
        }
    }

    private static int update(Connection connection, String sql, byte[] value) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setBytes(1, value);
            return statement.executeUpdate();
        }
    }

    long pulseBefore() {
        return taken.pulseBefore();
    }

    /// Whether nobody had the store when this gateway came.
    boolean isFirst() {
        return taken.first();
    }

    byte[] session() {
        return session;
    }

    @Override
    public Member self() {
        return new Member(taken.number(), Bytes.wrap(gateway));
    }

    @Override
    public List<Member> living() throws IOException {
        var living = database.read(connection -> {
            endOthers(connection);
            var members = new ArrayList<Member>();
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery(
                            "SELECT came, gateway FROM sealstead_gateway WHERE " + LIVES + " ORDER BY came")) {
                while (rows.next()) {
                    members.add(new Member(rows.getLong(1), Bytes.wrap(rows.getBytes(2))));
                }
            }
            return members;
        });
        if (!living.contains(self())) {
            throw lost();
        }
        notice(living);
        return living;
    }

    private synchronized void notice(List<Member> living) {
        if (!living.containsAll(lastLiving)) {
            goneAt = System.nanoTime();
        }
        lastLiving = living;
    }

    @Override
    public synchronized boolean isSteady() {
        return System.nanoTime() - goneAt > STEADY_NANOS;
    }

    @Override
    public Instant time() throws IOException {
        return database.read(connection -> {
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery("SELECT clock_timestamp()")) {
                rows.next();
                return rows.getObject(1, OffsetDateTime.class).toInstant();
            }
        });
    }

    @Override
    public boolean keepAlone(boolean alone) throws IOException {
        return inTurn(connection -> {
            if (alone && others(connection).any()) {
                return false;
            }
            try (var statement =
                    connection.prepareStatement("UPDATE sealstead_gateway SET alone = ? WHERE session = ?")) {
                statement.setBoolean(1, alone);
                statement.setBytes(2, session);
                if (statement.executeUpdate() == 0) {
                    throw lost();
                }
                return true;
            }
        });
    }

    @Override
    protected long renew() throws IOException {
        return database.read(connection -> {
            try (var statement = connection.prepareStatement("UPDATE sealstead_gateway SET pulse = pulse + 1,"
                    + " until = now() + interval '" + SECONDS + " seconds'"
                    + " WHERE session = ? RETURNING pulse")) {
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
        database.read(connection -> update(
                connection,
                "UPDATE sealstead_gateway SET session = ''::bytea, until = now() WHERE session = ?",
                session));
    }
}
