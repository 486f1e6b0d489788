package sealstead.store;

/// There is not enough room on the disk for what was to be written. Deletions need little and go on.
public final class StoreFullException extends StoreUnavailableException {
    private static final long serialVersionUID = 1;

    public StoreFullException(String message) {
        super(message);
    }

    public StoreFullException(String message, Throwable cause) {
        super(message, cause);
    }

    /// Whether it is the reason of `failure`, however it was wrapped on its way.
    public static boolean isCauseOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StoreFullException) {
                return true;
            }
        }
        return false;
    }
}
