package sealstead.encryption;

/// A bucket's default encryption, as PutBucketEncryption configured it.
///
/// @param keyId the KMS key exactly as configured, or empty for none: it is resolved when an object is written, in the
///     writer's account
/// @param bucketKeyEnabled echoed for every algorithm, obeyed for `aws:kms` only
/// @param customerKeysBlocked whether writes with SSE-C are refused (`BlockedEncryptionTypes`)
/// @param configured whether a default was put explicitly; a self-copy counts that as a change
public record BucketEncryption(
        Algorithm algorithm, String keyId, boolean bucketKeyEnabled, boolean customerKeysBlocked, boolean configured) {

    /// What every new bucket has since April 2026: SSE-S3, and SSE-C blocked.
    public static BucketEncryption base() {
        return new BucketEncryption(Algorithm.AES256, "", false, true, false);
    }

    /// What DeleteBucketEncryption leaves: the base default, and the block as it was.
    public BucketEncryption reset() {
        return new BucketEncryption(Algorithm.AES256, "", false, customerKeysBlocked, false);
    }

    public BucketEncryption blockingCustomerKeys(boolean blocked) {
        return new BucketEncryption(algorithm, keyId, bucketKeyEnabled, blocked, configured);
    }
}
