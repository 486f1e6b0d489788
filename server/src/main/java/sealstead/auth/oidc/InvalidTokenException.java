package sealstead.auth.oidc;

/// A web identity token that is not to be believed. The message says why and repeats nothing of the token.
public final class InvalidTokenException extends Exception {
    private static final long serialVersionUID = 1;

    private final Fault fault;

    /// What is wrong.
    public enum Fault {
        /// It is no token, or not signed by its issuer.
        INVALID,
        /// It was right once.
        EXPIRED,
        /// The issuer's keys could not be had.
        UNREACHABLE
    }

    public InvalidTokenException(Fault fault, String message) {
        super(message, null, false, false);
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }

    public String message() {
        var message = getMessage();
        return message == null ? "" : message;
    }
}
