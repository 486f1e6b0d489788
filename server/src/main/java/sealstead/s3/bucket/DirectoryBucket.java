package sealstead.s3.bucket;

/// What a directory bucket has beside what every bucket has (§4).
///
/// @param lifetimeKey the ARN of the only customer managed key that its default encryption may ever name (§4.6); empty
///     until the first one was configured
public record DirectoryBucket(Zone zone, String lifetimeKey) {
    DirectoryBucket withLifetimeKey(String keyArn) {
        return new DirectoryBucket(zone, keyArn);
    }
}
