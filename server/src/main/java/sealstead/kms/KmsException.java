package sealstead.kms;

/// A refusal of the KMS in its own words: the exception's name and its message. Made where it happens, without a
/// stack trace.
public final class KmsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;

    public KmsException(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    public int status() {
        return status;
    }

    /// The name of the exception in the KMS model, such as `NotFoundException`.
    public String code() {
        return code;
    }

    public String message() {
        var message = getMessage();
        return message == null ? "" : message;
    }
}
