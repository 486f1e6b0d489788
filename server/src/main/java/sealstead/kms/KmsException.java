package sealstead.kms;

import sealstead.wire.ErrorRow;
import sealstead.wire.Refusal;

/// A refusal of the KMS in its own words: the exception's name and its message. Made where it happens, without a
/// stack trace.
public final class KmsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient ErrorRow row;

    public KmsException(ErrorRow row, String message) {
        super(message, null, false, false);
        this.row = row;
    }

    /// The same as the KMS's own API refuses it.
    Refusal refusal() {
        return row.saying(message());
    }

    public int status() {
        return row.status();
    }

    /// The name of the exception in the KMS model, such as `NotFoundException`.
    public String code() {
        return row.code();
    }

    public String message() {
        var message = getMessage();
        return message == null ? "" : message;
    }
}
