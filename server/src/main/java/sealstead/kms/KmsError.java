package sealstead.kms;

/// The KMS's refusals in its own words. Every client error is a 400 on the wire.
final class KmsError {
    private KmsError() {}

    static KmsException of(String code, String message) {
        return new KmsException(400, code, message);
    }

    static KmsException invalidKeyId(String keyId) {
        // AWS puts plain ids into quotes, and things that look like a path not.
        return of(
                "NotFoundException", keyId.contains("/") ? "Invalid keyId " + keyId : "Invalid keyId '" + keyId + "'");
    }

    static KmsException noSuchKey(String arn) {
        return of("NotFoundException", "Key '" + arn + "' does not exist");
    }

    static KmsException wrongRegion(String region) {
        return of("NotFoundException", "Invalid arn " + region);
    }

    static KmsException noSuchAlias(String arn) {
        return of("NotFoundException", "Alias " + arn + " is not found.");
    }

    static KmsException disabled(String arn) {
        return of("DisabledException", arn + " is disabled.");
    }

    static KmsException invalidState(String arn, String state) {
        return of("KMSInvalidStateException", arn + " is " + state + ".");
    }

    /// As AWS answers where imported key material was deleted: the nearest thing that it has.
    static KmsException retired(String arn, String materialId) {
        return of("KMSInvalidStateException", arn + " has no key material " + materialId + ": it was retired.");
    }

    static KmsException invalidMarker(String marker) {
        return of("InvalidMarkerException", "Could not deserialize marker '" + GrantRequest.clipped(marker) + "'");
    }

    static KmsException validation(String message) {
        return of("ValidationException", message);
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
        return of("UnsupportedOperationException", what);
    }

    static KmsException unavailable() {
        return new KmsException(
                503, "ServiceUnavailable", "The request has failed due to a temporary failure of the server.");
    }

    static KmsException throttled() {
        return of(
                "ThrottlingException",
                "You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.");
    }

    static KmsException invalidCiphertext() {
        return of("InvalidCiphertextException", "");
    }

    static KmsException dryRun() {
        return of("DryRunOperationException", "The request would have succeeded, but the DryRun option is set.");
    }

    static KmsException denied(String principal, String action, String arn) {
        return of(
                "AccessDeniedException",
                "User: " + principal + " is not authorized to perform: " + action + " on resource: " + arn
                        + " because no resource-based policy allows the " + action + " action");
    }

    static KmsException invisibleCiphertext() {
        return of(
                "AccessDeniedException",
                "The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you"
                        + " are not allowed to access.");
    }
}
