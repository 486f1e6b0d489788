package sealstead.api;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.crypto.CorruptObjectException;
import sealstead.store.DamagedException;
import sealstead.store.StoreFullException;
import sealstead.store.StoreUnavailableException;

/// What went wrong that is not the request's fault.
public enum Failure {
    /// There is not enough room on the disk.
    FULL,
    /// The store cannot do this now, and will again.
    UNAVAILABLE,
    /// All else, damage of what is stored included.
    INTERNAL;

    private static final Logger LOG = LoggerFactory.getLogger(Failure.class);

    /// What `failure` is; it is logged here, and nowhere else.
    public static Failure of(Throwable failure, String requestId) {
        if (StoreUnavailableException.isCauseOf(failure)) {
            LOG.warn("request {}: {}", requestId, failure.toString());
            return StoreFullException.isCauseOf(failure) ? FULL : UNAVAILABLE;
        }
        if (failure instanceof CorruptObjectException) {
            LOG.error("request {}: stored ciphertext did not verify", requestId, failure);
        } else if (DamagedException.isCauseOf(failure)) {
            LOG.error("request {}: {}", requestId, failure.toString()); // where it was met is of no use
        } else {
            LOG.error("request {}", requestId, failure);
        }
        return INTERNAL;
    }
}
