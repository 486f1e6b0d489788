package sealstead.store.hbase;

import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.hadoop.hbase.DoNotRetryIOException;
import org.apache.hadoop.hbase.NotServingRegionException;
import org.apache.hadoop.hbase.RegionTooBusyException;
import org.apache.hadoop.hbase.TableNotFoundException;
import org.apache.hadoop.hbase.client.DoNotRetryRegionException;
import org.apache.hadoop.hbase.client.RetriesExhaustedException;
import org.apache.hadoop.hbase.security.AccessDeniedException;
import org.apache.hadoop.ipc.RemoteException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.store.StoreUnavailableException;

/// What a failure of HBase means for who asked it.
enum Trouble {
    /// No answer, or one that says nothing: what was asked may have been done.
    LOST,
    /// It said that it did nothing, and may do it the next time.
    RETRY,
    /// It said no, and will again.
    REFUSED;

    private static final Logger LOG = LoggerFactory.getLogger(Trouble.class);

    static Trouble of(Throwable failed) {
        return switch (root(failed)) {
            case NotServingRegionException moved -> RETRY;
            case RegionTooBusyException busy -> RETRY;
            // Whoever does not serve it has done nothing; to this client it is a table that is away.
            case TableNotFoundException gone -> REFUSED;
            case AccessDeniedException denied -> REFUSED;
            case DoNotRetryRegionException moved -> LOST;
            case DoNotRetryIOException refused -> REFUSED;
            default -> LOST;
        };
    }

    /// Without what the libraries wrap it in.
    static Throwable root(Throwable failed) {
        Throwable cause = failed;
        while (true) {
            Throwable inner = null;
            if (cause instanceof RemoteException remote) {
                var said = remote.unwrapRemoteException();
                return said instanceof RemoteException ? cause : said;
            }
            if (cause instanceof ExecutionException
                    || cause instanceof CompletionException
                    || cause instanceof RetriesExhaustedException) {
                inner = cause.getCause();
            }
            if (inner == null) {
                return cause;
            }
            cause = inner;
        }
    }

    /// The failure for the rooms above, without what the libraries say: that has the keys of rows, and so the names of
    /// groups.
    static IOException told(Throwable failed) {
        LOG.debug("HBase", failed);
        return of(failed) == REFUSED
                ? new IOException("HBase refused: " + words(failed))
                : new StoreUnavailableException("HBase: " + words(failed));
    }

    /// What kind of failure it is.
    static String words(Throwable failed) {
        return root(failed).getClass().getSimpleName();
    }
}
