package sealstead.encryption;

/// Where an object belongs.
public record ObjectName(EncryptedBucket bucket, String key) {
    public String arn() {
        return bucket.arn() + "/" + key;
    }

    public String bucketId() {
        return bucket.id();
    }

    public boolean inDirectory() {
        return bucket.isDirectory();
    }

    /// What the KMS is told of the object as `aws:s3:arn`, where no bucket key stands between.
    String contextArn() {
        return inDirectory() ? bucket.arn() : arn();
    }
}
