package sealstead.migration;

import java.io.IOException;

/// What was read is not what the source says it is; the copy was not made.
final class ImportMismatchException extends IOException {
    private static final long serialVersionUID = 1;

    ImportMismatchException(String message) {
        super(message);
    }
}
