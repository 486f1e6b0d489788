package sealstead.store.postgres;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.store.Bytes;
import sealstead.store.EngineDriver;
import sealstead.store.StoreUnavailableException;

/// One gateway has the store at a time. It says so in a row, for [#LEASE_SECONDS] from each time on by the
/// database's clock, and gives up by itself when it could not say so for half of that by its own: so that
/// nobody who stalled goes on beside the next. What he may have sent before is done or not within
/// [Database#STATEMENT_SECONDS], which is less than the other half; and every commit looks for the row in its
/// own statement.
///
/// The same data folder gets the store back at once: its lock says that nobody else runs on it.
final class GatewayLease implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayLease.class);
    static final int LEASE_SECONDS = 30;
    private static final long SURE_NANOS = TimeUnit.SECONDS.toNanos(LEASE_SECONDS / 2);
    private static final long EVERY_MILLIS = 5000;
    private static final long AGAIN_MILLIS = 500;
    private static final int SESSION_BYTES = 16;

    /// For the statement of a commit: whether this gateway still has the store.
    static final String HELD = "EXISTS (SELECT 1 FROM sealstead_gateway WHERE one = 1 AND session = ?)";

    private final Database database;
    private final EngineDriver.Hearing hearing;
    private final byte[] session = new byte[SESSION_BYTES];
    private final long pulseBefore;
    private final Thread renewing;
    private volatile long sureUntil;
    private volatile boolean taken;
    private volatile boolean closed;

    GatewayLease(Database database, Bytes gateway, EngineDriver.Hearing hearing, RandomGenerator random)
            throws IOException {
        this.database = database;
        this.hearing = hearing;
        random.nextBytes(session);
        long asked = System.nanoTime();
        this.pulseBefore = database.read(connection -> take(connection, gateway));
        this.sureUntil = asked + SURE_NANOS;
        this.renewing = Thread.ofPlatform().name("gateway-lease").daemon().unstarted(this::renewAll);
    }

    private long take(Connection connection, Bytes gateway) throws SQLException, IOException {
        try (var statement = connection.prepareStatement("UPDATE sealstead_gateway SET gateway = ?, session = ?,"
                + " until = now() + interval '" + LEASE_SECONDS + " seconds'"
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
                + LEASE_SECONDS + " seconds");
    }

    /// To be called when its pulses may be heard.
    void start() throws IOException {
        renew();
        renewing.start();
    }

    long pulseBefore() {
        return pulseBefore;
    }

    byte[] session() {
        return session;
    }

    /// @throws StoreUnavailableException if another may have the store by now
    void check() throws StoreUnavailableException {
        if (taken) {
            throw new StoreUnavailableException("another gateway has taken the store over");
        }
        if (System.nanoTime() - sureUntil > 0) {
            throw new StoreUnavailableException("this gateway could not say for a while that it has the store");
        }
    }

    /// A commit has found the row of another.
    StoreUnavailableException lost() {
        if (!taken) {
            taken = true;
            LOG.error("another gateway has taken the store over: this one serves nothing any more");
        }
        hearing.failed("another gateway has taken the store over");
        return new StoreUnavailableException("another gateway has taken the store over");
    }

    private void renew() throws IOException {
        long asked = System.nanoTime();
        long pulse = database.read(connection -> {
            try (var statement = connection.prepareStatement("UPDATE sealstead_gateway SET pulse = pulse + 1,"
                    + " until = now() + interval '" + LEASE_SECONDS + " seconds'"
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
        sureUntil = asked + SURE_NANOS;
        hearing.pulse(pulse);
        PostgresCommit.forgetGone(database);
    }

    private void renewAll() {
        long wait = EVERY_MILLIS;
        while (!closed && !taken) {
            try {
                Thread.sleep(wait);
                renew();
                wait = EVERY_MILLIS;
            } catch (IOException away) {
                LOG.warn("the lease of the store was not renewed: {}", away.getMessage());
                wait = AGAIN_MILLIS;
            } catch (InterruptedException stop) {
                return;
            }
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        renewing.interrupt();
        try {
            renewing.join();
            if (!taken) {
                giveUp();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (IOException away) {
            LOG.warn("the store is free for other gateways in {} seconds only: {}", LEASE_SECONDS, away.getMessage());
        }
    }

    private void giveUp() throws IOException {
        database.read(connection -> {
            try (var statement = connection.prepareStatement("UPDATE sealstead_gateway"
                    + " SET until = now() - interval '1 second' WHERE one = 1 AND session = ?")) {
                statement.setBytes(1, session);
                return statement.executeUpdate();
            }
        });
    }
}
