package sealstead.s3.bucket;

/// What a directory bucket has beside what every bucket has.
///
/// @param lifetimeKey the ARN of the only customer managed key that its default encryption may ever name; empty
///     until the first one was configured
public record DirectoryBucket(Zone zone, String lifetimeKey) {
    public DirectoryBucket withLifetimeKey(String keyArn) {
        return new DirectoryBucket(zone, keyArn);
    }
}
