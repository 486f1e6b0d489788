package sealstead.encryption;

import sealstead.wire.ErrorRow;

/// Refusals about encryption in directory buckets; AWS documents their status and not their codes, so that these are
/// our choice.
enum DirectoryError implements ErrorRow {
    CUSTOMER_KEY(
            400,
            "InvalidRequest",
            "Server-side encryption with customer-provided encryption keys (SSE-C) is not supported for directory"
                    + " buckets."),
    DUAL_LAYER(
            400,
            "InvalidArgument",
            "Dual-layer server-side encryption with AWS KMS keys (DSSE-KMS) is not supported for directory buckets."),
    OTHER_THAN_DEFAULT(
            400,
            "InvalidRequest",
            "The encryption that the request names is not that of the session or of the bucket's default encryption."),
    OTHER_KEY(400, "InvalidArgument", "The KMS key is not the customer managed key of the directory bucket."),
    ALIAS(
            400,
            "InvalidArgument",
            "A directory bucket names its KMS key by key id or key ARN. Aliases are not supported."),
    AWS_MANAGED(
            400,
            "InvalidArgument",
            "The AWS managed key (aws/s3) is not supported for directory buckets. Use a customer" + " managed key."),
    DEFAULT_WITHOUT_KEY(
            400,
            "InvalidArgument",
            "SSE-KMS in a directory bucket needs a customer managed key: KMSMasterKeyID is missing."),
    SESSION_WITHOUT_KEY(
            400,
            "InvalidArgument",
            "A session with aws:kms needs the header x-amz-server-side-encryption-aws-kms-key-id."),
    SECOND_KEY(
            400,
            "InvalidRequest",
            "A directory bucket has one customer managed key for its lifetime, and this one has another already."),
    BUCKET_KEY_OFF(
            400, "InvalidArgument", "S3 Bucket Keys are always enabled for directory buckets and cannot be disabled."),
    CONTEXT(
            400,
            "InvalidArgument",
            "The encryption context of a directory bucket is its ARN; no other pair is supported.");

    private final Columns columns;

    DirectoryError(int status, String code, String message) {
        this.columns = new Columns(status, code, message);
    }

    @Override
    public Columns columns() {
        return columns;
    }
}
