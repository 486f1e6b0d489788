package sealstead.encryption;

/// What encryption knows of a bucket.
///
/// @param id the bucket's identity, which a bucket made again under the same name does not share
/// @param isDirectory whether it is a directory bucket: then ETags are opaque and the encryption context is the
///     bucket's
/// @param serviceKeys its SSE-S3 keys, wrapped
public record EncryptedBucket(
        String id, String name, String arn, String region, boolean isDirectory, ServiceKeys serviceKeys) {
    /// The service that the KMS is called by for it.
    String service() {
        return isDirectory ? "s3express" : "s3";
    }

    public ObjectName object(String key) {
        return new ObjectName(this, key);
    }
}
