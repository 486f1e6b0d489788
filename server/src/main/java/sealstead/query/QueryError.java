package sealstead.query;

import sealstead.wire.Clipped;
import sealstead.wire.ErrorRow;
import sealstead.wire.Refusal;

/// Refusals of the Query APIs, in AWS's words.
public enum QueryError implements ErrorRow {
    ACCESS_DENIED(403, "AccessDenied", ""),
    DELETE_CONFLICT(409, "DeleteConflict", ""),
    ENTITY_TOO_LARGE(413, "RequestEntityTooLarge", "Request entity is too large"),
    EXPIRED_TOKEN(403, "ExpiredToken", "The security token included in the request is expired"),
    EXPIRED_WEB_IDENTITY(400, "ExpiredTokenException", ""),
    IDP_COMMUNICATION(400, "IDPCommunicationError", ""),
    INCOMPLETE_SIGNATURE(400, "IncompleteSignature", ""),
    INTERNAL_FAILURE(500, "InternalFailure", "The request processing has failed because of an unknown error."),
    INVALID_ACTION(400, "InvalidAction", ""),
    INVALID_CLIENT_TOKEN(403, "InvalidClientTokenId", "The security token included in the request is invalid."),
    INVALID_IDENTITY_TOKEN(400, "InvalidIdentityToken", ""),
    INVALID_INPUT(400, "InvalidInput", ""),
    INVALID_PARAMETER_VALUE(400, "InvalidParameterValue", ""),
    LIMIT_EXCEEDED(409, "LimitExceeded", ""),
    MALFORMED_INPUT(400, "MalformedInput", "The form is malformed."),
    MALFORMED_POLICY(400, "MalformedPolicyDocument", ""),
    MALFORMED_QUERY_STRING(400, "MalformedQueryString", "The query string is malformed."),
    METHOD_NOT_ALLOWED(405, "MethodNotAllowed", "The method is not allowed."),
    MISSING_ACTION(400, "MissingAction", "The request is missing an action."),
    MISSING_TOKEN(403, "MissingAuthenticationToken", "Request is missing Authentication Token"),
    NOT_IMPLEMENTED(501, "NotImplemented", ""),
    NO_SUCH_ENTITY(404, "NoSuchEntity", ""),
    ALREADY_EXISTS(409, "EntityAlreadyExists", ""),
    PACKED_POLICY_TOO_LARGE(400, "PackedPolicyTooLarge", ""),
    SIGNATURE_DOES_NOT_MATCH(
            403,
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided. Check"
                    + " your AWS Secret Access Key and signing method. Consult the service documentation for"
                    + " details."),
    UNAVAILABLE(503, "ServiceUnavailable", "The request has failed due to a temporary failure of the server."),
    VALIDATION(400, "ValidationError", "");

    /// How much of a value is repeated.
    private static final int SHOWN = 256;

    private final Columns columns;

    QueryError(int status, String code, String message) {
        this.columns = new Columns(status, code, message);
    }

    @Override
    public Columns columns() {
        return columns;
    }

    /// A parameter breaks one of the constraints of AWS's model, and its value is not repeated.
    ///
    /// @param parameter its name as the form has it
    public static Refusal constraint(String parameter, String constraint) {
        return broken("Value", parameter, constraint);
    }

    /// A parameter breaks one of the constraints of AWS's model.
    ///
    /// @param value as it came, or `null`
    /// @param parameter its name as the form has it
    public static Refusal constraint(String value, String parameter, String constraint) {
        var shown = Clipped.of(value, SHOWN);
        return broken("Value " + (value.equals("null") ? "null" : "'" + shown + "'"), parameter, constraint);
    }

    private static Refusal broken(String value, String parameter, String constraint) {
        var member = Character.toLowerCase(parameter.charAt(0)) + parameter.substring(1);
        return VALIDATION.saying("1 validation error detected: " + value + " at '" + member
                + "' failed to satisfy constraint: " + constraint);
    }

    /// An operation of AWS's model that is not supported here, said by name.
    public static Refusal notImplemented(String operation) {
        return NOT_IMPLEMENTED.saying("The operation " + operation + " is not implemented.");
    }
}
