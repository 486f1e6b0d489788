package sealstead.backup;

import java.io.IOException;

/// Something in a backup is not as it was written; the message names it.
public final class BackupDamagedException extends IOException {
    private static final long serialVersionUID = 1;

    BackupDamagedException(String message) {
        super(message);
    }
}
