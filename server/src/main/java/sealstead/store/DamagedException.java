package sealstead.store;

import java.io.IOException;

/// What was asked for is on the disk and cannot be read: its bytes are not those that were written. Nothing else is
/// hit.
public final class DamagedException extends IOException {
    private static final long serialVersionUID = 1;

    public DamagedException(String message, Throwable cause) {
        super(message, cause);
    }
}
