package sealstead.store;

import java.io.IOException;

/// The store cannot do this now, and will again: nothing of it is wrong with the request. Whether a commit that ends so
/// was applied shows when its group is read again.
public class StoreUnavailableException extends IOException {
    private static final long serialVersionUID = 1;

    /// Whether it is the reason of `failure`, however it was wrapped on its way.
    public static boolean isCauseOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StoreUnavailableException) {
                return true;
            }
        }
        return false;
    }

    /// @param message for the log
    public StoreUnavailableException(String message) {
        super(message);
    }

    public StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
