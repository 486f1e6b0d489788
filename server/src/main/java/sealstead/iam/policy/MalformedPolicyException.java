package sealstead.iam.policy;

/// A document that is no policy. The message says where and why, in AWS's words where AWS has some.
public final class MalformedPolicyException extends Exception {
    private static final long serialVersionUID = 1;

    private final Fault fault;

    /// What kind of fault it is; each API has its own words for them.
    public enum Fault {
        NOT_JSON,
        SYNTAX,
        VERSION,
        PRINCIPAL,
        ACTION,
        RESOURCE,
        CONDITION,
        TOO_LARGE
    }

    public MalformedPolicyException(Fault fault, String message) {
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
