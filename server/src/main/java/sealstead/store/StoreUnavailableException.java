package sealstead.store;

import java.io.IOException;

/// The store cannot do this now, and will again: nothing of it is wrong with the request. Whether a commit that ends so
/// was applied shows when its group is read again.
public class StoreUnavailableException extends IOException {
    private static final long serialVersionUID = 1;

    /// What the system says when the process, or all, may open no more files; it passes as requests end.
    private static final String NO_MORE_FILES = "Too many open files";

    /// Whether it is the reason of `failure`, however it was wrapped on its way, or another want that passes.
    public static boolean isCauseOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            var message = cause.getMessage();
            boolean noMoreFiles = cause instanceof IOException && message != null && message.contains(NO_MORE_FILES);
            if (cause instanceof StoreUnavailableException || noMoreFiles) {
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
