package sealstead.s3.bucket;

/// What keeps a bucket from being public, whatever its policy and ACLs say.
public record PublicAccessBlock(
        boolean blockPublicAcls, boolean ignorePublicAcls, boolean blockPublicPolicy, boolean restrictPublicBuckets) {
    /// What every new bucket has since April 2023.
    public static final PublicAccessBlock ALL = new PublicAccessBlock(true, true, true, true);
}
