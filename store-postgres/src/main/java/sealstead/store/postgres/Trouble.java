package sealstead.store.postgres;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.postgresql.util.PSQLException;
import sealstead.store.DamagedException;
import sealstead.store.StoreFullException;
import sealstead.store.StoreUnavailableException;

/// What a failure of the database means for who asked it.
enum Trouble {
    /// No connection was to be had: nothing was sent.
    ABSENT,
    /// The connection ended before the answer: what was sent may have been done.
    LOST,
    /// Others were in the way; nothing was done, and the next attempt may do it.
    RETRY,
    /// It cannot now, and nothing was done.
    BUSY,
    /// Its disk is full, and nothing was done.
    FULL,
    /// What was to be read is damaged.
    DAMAGED,
    /// Anything else that it said no to.
    REFUSED;

    /// The database has ended a transaction in which nothing was said for a while.
    private static final String LEFT_LYING = "25P03";

    static Trouble of(SQLException failed) {
        if (failed instanceof SQLTransientConnectionException) {
            return ABSENT; // the pool's
        }
        var state = failed.getSQLState() == null ? "" : failed.getSQLState();
        boolean said = failed instanceof PSQLException known && known.getServerErrorMessage() != null;
        if (!said
                || state.startsWith("08")
                || state.startsWith("57P")
                || state.equals("40003")
                || state.equals(LEFT_LYING)) {
            return LOST;
        }
        return switch (state) {
            case "40001", "40P01" -> RETRY;
            case "53100" -> FULL;
            case "XX001", "XX002" -> DAMAGED;
            // too busy, cancelled, a lock not to be had, a standby, a primary that became one
            case "53000", "53200", "53300", "53400", "57014", "55P03", "25006", "55000" -> BUSY;
            default -> REFUSED;
        };
    }

    /// The failure for the rooms above.
    static IOException told(SQLException failed) {
        return switch (of(failed)) {
            case ABSENT, LOST, RETRY, BUSY -> new StoreUnavailableException("the database: " + words(failed), failed);
            case FULL -> new StoreFullException("the database has no room: " + words(failed), failed);
            case DAMAGED -> new DamagedException("the database cannot read a record: " + words(failed), failed);
            case REFUSED -> new IOException("the database refused: " + words(failed), failed);
        };
    }

    /// Without the values that a statement had.
    static String words(SQLException failed) {
        if (failed instanceof PSQLException known && known.getServerErrorMessage() != null) {
            return failed.getSQLState() + " " + known.getServerErrorMessage().getMessage();
        }
        return String.valueOf(failed.getMessage());
    }
}
