package sealstead.store;

import java.io.IOException;

/// What was asked for is on the disk and cannot be read: its bytes are not those that were written. Nothing else is
/// hit.
public final class DamagedException extends IOException {
    private static final long serialVersionUID = 1;

    /// Whether it is the reason of `failure`, however it was wrapped on its way.
    public static boolean isCauseOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DamagedException) {
                return true;
            }
        }
        return false;
    }

    public DamagedException(String message, Throwable cause) {
        super(message, cause);
    }
}
