package sealstead.encryption;

/// Where an object belongs.
///
/// @param bucketId the bucket's identity, which a bucket made again under the same name does not share
public record ObjectName(String bucketId, String bucket, String key) {
    public String arn() {
        return bucketArn() + "/" + key;
    }

    public String bucketArn() {
        return "arn:aws:s3:::" + bucket;
    }
}
