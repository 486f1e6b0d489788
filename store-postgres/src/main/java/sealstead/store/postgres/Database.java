package sealstead.store.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.postgresql.ds.PGSimpleDataSource;
import sealstead.store.EngineDriver;

/// Connections to the database, so many and no more, and whether it can be reached. A statement that takes too
/// long is ended by the database, and a connection that says nothing by the driver: whatever hangs, everybody
/// gets an answer.
final class Database implements AutoCloseable {
    /// The longest that a statement may take; a commit that was sent is done or not by then.
    static final int STATEMENT_SECONDS = 10;

    /// How long a gateway may leave a commit lying between two statements.
    private static final int IDLE_SECONDS = 5;

    private static final int SOCKET_SECONDS = STATEMENT_SECONDS + 5;
    private static final int CONNECT_SECONDS = 5;
    /// Nobody waits for a gateway that starts, and its database may have begun a moment ago.
    private static final int FIRST_CONNECT_SECONDS = 30;
    private static final int WAIT_MILLIS = 3000;
    /// A pooled connection may have ended since it was used last; the second attempt gets one that was looked
    /// at.
    private static final int ATTEMPTS = 3;

    private final HikariDataSource pool;
    private final EngineDriver.Hearing hearing;
    private final AtomicBoolean away = new AtomicBoolean();

    /// @throws IOException if there is no database, or it lets nobody in
    Database(PostgresSettings settings, EngineDriver.Hearing hearing) throws IOException {
        this.hearing = hearing;
        var source = new PGSimpleDataSource();
        source.setURL(settings.url());
        source.setUser(settings.user());
        source.setPassword(settings.password());
        source.setSslMode(settings.sslMode());
        settings.rootCertificate().ifPresent(source::setSslRootCert);
        source.setApplicationName("sealstead");
        source.setConnectTimeout(FIRST_CONNECT_SECONDS);
        source.setLoginTimeout(FIRST_CONNECT_SECONDS);
        source.setSocketTimeout(SOCKET_SECONDS);
        source.setTcpKeepAlive(true);
        source.setLogUnclosedConnections(false);
        source.setLogServerErrorDetail(false); // it has the names of groups
        var config = new HikariConfig();
        config.setPoolName("sealstead-postgres");
        config.setDataSource(source);
        config.setMaximumPoolSize(settings.connections());
        config.setMinimumIdle(Math.min(4, settings.connections()));
        config.setConnectionTimeout(WAIT_MILLIS);
        config.setValidationTimeout(WAIT_MILLIS);
        config.setInitializationFailTimeout(-1); // asked below, to tell why
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.setConnectionInitSql("SET statement_timeout = '" + STATEMENT_SECONDS
                + "s'; SET idle_in_transaction_session_timeout = '" + IDLE_SECONDS + "s'");
        try (var first = source.getConnection()) {
            Schema.check(first);
        } catch (SQLException unreachable) {
            throw new IOException(
                    "the database of store.postgres.url cannot be used: " + Trouble.words(unreachable), unreachable);
        }
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setLoginTimeout(CONNECT_SECONDS);
        this.pool = new HikariDataSource(config);
    }

    /// Asks the database on a connection.
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException, IOException;
    }

    /// A connection in auto-commit; whoever takes it gives it back.
    Connection connection() throws SQLException {
        try {
            return pool.getConnection();
        } catch (SQLException none) {
            failed(none);
            throw none;
        }
    }

    /// Asks what may be asked twice.
    <T> T read(Work<T> work) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try (var connection = connection()) {
                var answer = work.on(connection);
                well();
                return answer;
            } catch (SQLException failed) {
                var trouble = Trouble.of(failed);
                boolean again = trouble == Trouble.LOST || trouble == Trouble.RETRY;
                if (!again || attempt == ATTEMPTS) {
                    failed(failed);
                    throw Trouble.told(failed);
                }
            }
        }
    }

    /// To be told of each failure.
    void failed(SQLException failed) {
        switch (Trouble.of(failed)) {
            case ABSENT, LOST, FULL -> {
                away.set(true);
                hearing.failed("the database of the records: " + Trouble.words(failed));
            }
            case RETRY, BUSY, DAMAGED, REFUSED -> {}
        }
    }

    void well() {
        if (away.get() && away.compareAndSet(true, false)) {
            hearing.well();
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
