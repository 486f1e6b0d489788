package sealstead.kms;

import sealstead.wire.Clipped;
import sealstead.wire.ErrorRow;

/// The KMS's refusals in its own words. Every client error is a 400 on the wire.
enum KmsError implements ErrorRow {
    ACCESS_DENIED("AccessDeniedException"),
    REQUEST_DENIED("AccessDenied"),
    ALREADY_EXISTS("AlreadyExistsException"),
    DISABLED("DisabledException"),
    DRY_RUN("DryRunOperationException", "The request would have succeeded, but the DryRun option is set."),
    INCOMPLETE_SIGNATURE("IncompleteSignatureException"),
    INCORRECT_KEY("IncorrectKeyException"),
    INVALID_ARN("InvalidArnException"),
    INVALID_CIPHERTEXT("InvalidCiphertextException"),
    INVALID_GRANT_TOKEN("InvalidGrantTokenException", "The grant token is not valid."),
    INVALID_MARKER("InvalidMarkerException"),
    INVALID_SIGNATURE("InvalidSignatureException"),
    INVALID_STATE("KMSInvalidStateException"),
    LIMIT_EXCEEDED("LimitExceededException"),
    MALFORMED_POLICY("MalformedPolicyDocumentException"),
    MISSING_TOKEN("MissingAuthenticationTokenException", "Missing Authentication Token"),
    NOT_AUTHORIZED("NotAuthorizedException"),
    NOT_FOUND("NotFoundException"),
    SERIALIZATION("SerializationException"),
    TAG("TagException"),
    THROTTLING(
            "ThrottlingException",
            "You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls."),
    UNKNOWN_OPERATION("UnknownOperationException"),
    UNRECOGNIZED_CLIENT("UnrecognizedClientException", "The security token included in the request is invalid."),
    EXPIRED_TOKEN("ExpiredTokenException"),
    UNSUPPORTED("UnsupportedOperationException"),
    VALIDATION("ValidationException"),
    ENTITY_TOO_LARGE(413, "RequestEntityTooLargeException", "The request is too large."),
    INTERNAL(500, "KMSInternalException", "The request was rejected because of an internal error."),
    UNAVAILABLE(503, "ServiceUnavailable", "The request has failed due to a temporary failure of the server.");

    private final Columns columns;

    KmsError(String code) {
        this(code, "");
    }

    KmsError(String code, String message) {
        this(400, code, message);
    }

    KmsError(int status, String code, String message) {
        this.columns = new Columns(status, code, message);
    }

    @Override
    public Columns columns() {
        return columns;
    }

    /// The exception with the row's own message.
    KmsException because() {
        return because(message());
    }

    /// The exception with a message that names the case.
    KmsException because(String particular) {
        return new KmsException(this, particular);
    }

    static KmsException invalidKeyId(String keyId) {
        // AWS puts plain ids into quotes, and things that look like a path not.
        return NOT_FOUND.because(keyId.contains("/") ? "Invalid keyId " + keyId : "Invalid keyId '" + keyId + "'");
    }

    static KmsException noSuchKey(String arn) {
        return NOT_FOUND.because("Key '" + arn + "' does not exist");
    }

    static KmsException wrongRegion(String region) {
        return NOT_FOUND.because("Invalid arn " + region);
    }

    static KmsException noSuchAlias(String arn) {
        return NOT_FOUND.because("Alias " + arn + " is not found.");
    }

    static KmsException disabled(String arn) {
        return DISABLED.because(arn + " is disabled.");
    }

    static KmsException invalidState(String arn, String state) {
        return INVALID_STATE.because(arn + " is " + state + ".");
    }

    /// As AWS answers where imported key material was deleted: the nearest thing that it has.
    static KmsException retired(String arn, String materialId) {
        return INVALID_STATE.because(arn + " has no key material " + materialId + ": it was retired.");
    }

    static KmsException invalidMarker(String marker) {
        return INVALID_MARKER.because(
                "Could not deserialize marker '" + Clipped.of(marker, GrantRequest.MAX_SHOWN) + "'");
    }

    static KmsException validation(String message) {
        return VALIDATION.because(message);
    }

    static KmsException constraint(String value, String member, String constraint) {
        return validation("1 validation error detected: Value '" + value + "' at '" + member
                + "' failed to satisfy constraint: " + constraint);
    }

    /// The same of a value that AWS does not print because it is secret.
    static KmsException constraintOfSecret(String member, String constraint) {
        return validation(
                "1 validation error detected: Value at '" + member + "' failed to satisfy constraint: " + constraint);
    }

    static KmsException unsupported(String what) {
        return UNSUPPORTED.because(what);
    }

    static KmsException throttled() {
        return THROTTLING.because();
    }

    static KmsException invalidCiphertext() {
        return INVALID_CIPHERTEXT.because();
    }

    static KmsException dryRun() {
        return DRY_RUN.because();
    }

    static KmsException denied(String principal, String action, String arn) {
        return ACCESS_DENIED.because("User: " + principal + " is not authorized to perform: " + action
                + " on resource: " + arn + " because no resource-based policy allows the " + action + " action");
    }

    static KmsException invisibleCiphertext() {
        return ACCESS_DENIED.because(
                "The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you"
                        + " are not allowed to access.");
    }
}
