package sealstead.encryption;

import sealstead.wire.ErrorRow;

/// Refusals about encryption of requests and bucket configurations; one row says status, code and message.
enum EncryptionError implements ErrorRow {
    METHOD_NOT_SUPPORTED(400, "InvalidArgument", "The encryption method specified is not supported"),
    HEADER_NOT_SUPPORTED(
            400, "InvalidArgument", "x-amz-server-side-encryption header is not supported for this operation."),
    KEY_WITHOUT_KMS(
            400,
            "InvalidArgument",
            "Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms"),
    CONTEXT_MALFORMED(
            400,
            "InvalidArgument",
            "The header 'x-amz-server-side-encryption-context' shall be Base64-encoded UTF-8 string holding JSON which"
                    + " represents a string-string map"),
    CONTEXT_ARN(
            400,
            "InvalidArgument",
            "The encryption context pair aws:s3:arn is set by S3 and cannot be given another value"),
    BUCKET_KEY_MALFORMED(
            400,
            "InvalidArgument",
            "The value of x-amz-server-side-encryption-bucket-key-enabled must be true or false"),
    BUCKET_KEY_WITH_DSSE(
            400,
            "InvalidArgument",
            "S3 Bucket Keys are not supported for dual-layer server-side encryption with AWS KMS keys"),
    KMS_NEEDS_SIGV4(
            400,
            "InvalidArgument",
            "Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature Version 4."),
    SSE_WITH_CUSTOMER_KEY(
            400,
            "InvalidArgument",
            "Server Side Encryption with Customer provided key is incompatible with the encryption method specified"),
    CUSTOMER_ALGORITHM(
            400,
            "InvalidEncryptionAlgorithmError",
            "The Encryption request you specified is not valid. Supported value: AES256."),
    CUSTOMER_NO_ALGORITHM(
            400,
            "InvalidArgument",
            "Requests specifying Server Side Encryption with Customer provided keys must provide a valid encryption"
                    + " algorithm."),
    CUSTOMER_NO_KEY(
            400,
            "InvalidArgument",
            "Requests specifying Server Side Encryption with Customer provided keys must provide an appropriate secret"
                    + " key."),
    CUSTOMER_NO_KEY_MD5(
            400,
            "InvalidArgument",
            "Requests specifying Server Side Encryption with Customer provided keys must provide the client calculated MD5"
                    + " of the secret key."),
    CUSTOMER_KEY_LENGTH(400, "InvalidArgument", "The secret key was invalid for the specified algorithm."),
    CUSTOMER_KEY_MD5(
            400, "InvalidArgument", "The calculated MD5 hash of the key did not match the hash that was provided."),
    CUSTOMER_KEY_NEEDED(
            400,
            "InvalidRequest",
            "The object was stored using a form of Server Side Encryption. The correct parameters must be provided to"
                    + " retrieve the object."),
    CUSTOMER_KEY_WRONG(
            403,
            "AccessDenied",
            "Requests specifying Server Side Encryption with Customer provided keys must provide the correct secret key."),
    CUSTOMER_KEY_NOT_APPLICABLE(400, "InvalidRequest", "The encryption parameters are not applicable to this object."),
    PART_CUSTOMER_KEY_MISSING(
            400,
            "InvalidRequest",
            "The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate"
                    + " encryption parameters."),
    PART_CUSTOMER_KEY_WRONG(
            400, "InvalidRequest", "The provided encryption parameters did not match the ones used originally."),
    CUSTOMER_KEY_INSECURE(
            400,
            "InvalidRequest",
            "Requests specifying Server Side Encryption with Customer provided keys must be made over a secure"
                    + " connection."),
    KMS_INSECURE(
            400,
            "InvalidRequest",
            "Requests specifying Server Side Encryption with AWS KMS managed keys must be made over a secure connection."),
    ACCESS_DENIED(403, "AccessDenied", "Access Denied"),
    KMS_BUSY(503, "SlowDown", "Please reduce your request rate."),
    KMS_UNAVAILABLE(503, "ServiceUnavailable", "The key management service is not available. Please try again.");

    private final Columns columns;

    EncryptionError(int status, String code, String message) {
        this.columns = new Columns(status, code, message);
    }

    @Override
    public Columns columns() {
        return columns;
    }
}
