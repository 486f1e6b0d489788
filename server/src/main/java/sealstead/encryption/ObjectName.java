package sealstead.encryption;

/// Where an object belongs.
///
/// @param bucketId the bucket's identity, which a bucket made again under the same name does not share
/// @param inDirectory whether its bucket is a directory bucket: then its ETag is opaque and its encryption context the
///     bucket's
public record ObjectName(String bucketId, String bucketArn, String key, boolean inDirectory) {
    public String arn() {
        return bucketArn + "/" + key;
    }

    /// What the KMS is told of the object as `aws:s3:arn`, where no bucket key stands between.
    String contextArn() {
        return inDirectory ? bucketArn : arn();
    }
}
