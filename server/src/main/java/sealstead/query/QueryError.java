package sealstead.query;

import sealstead.wire.Refusal;

/// Refusals that operations of Query APIs share, in AWS's words.
public final class QueryError {
    private QueryError() {}

    public static Refusal accessDenied(String message) {
        return new Refusal(403, "AccessDenied", message);
    }

    /// A parameter breaks one of the constraints of AWS's model.
    ///
    /// @param value as it came, or `null`
    /// @param parameter its name as the form has it
    public static Refusal constraint(String value, String parameter, String constraint) {
        var member = Character.toLowerCase(parameter.charAt(0)) + parameter.substring(1);
        var shown = value.length() <= 64 ? value : value.substring(0, 64);
        return new Refusal(
                400,
                "ValidationError",
                "1 validation error detected: Value " + (value.equals("null") ? "null" : "'" + shown + "'") + " at '"
                        + member + "' failed to satisfy constraint: " + constraint);
    }

    public static Refusal validation(String message) {
        return new Refusal(400, "ValidationError", message);
    }

    public static Refusal invalidInput(String message) {
        return new Refusal(400, "InvalidInput", message);
    }

    public static Refusal malformedPolicy(String message) {
        return new Refusal(400, "MalformedPolicyDocument", message);
    }

    public static Refusal noSuchEntity(String message) {
        return new Refusal(404, "NoSuchEntity", message);
    }

    public static Refusal alreadyExists(String message) {
        return new Refusal(409, "EntityAlreadyExists", message);
    }

    public static Refusal limitExceeded(String message) {
        return new Refusal(409, "LimitExceeded", message);
    }

    public static Refusal deleteConflict(String message) {
        return new Refusal(409, "DeleteConflict", message);
    }

    public static Refusal unavailable() {
        return new Refusal(
                503, "ServiceUnavailable", "The request has failed due to a temporary failure of the server.");
    }

    /// An operation of AWS's model that is not supported here, said by name.
    public static Refusal notImplemented(String operation) {
        return new Refusal(501, "NotImplemented", "The operation " + operation + " is not implemented.");
    }
}
