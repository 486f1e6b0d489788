package sealstead.encryption.bucketkeys;

import java.time.Duration;

/// How long one bucket key serves. Within these bounds a disabled KMS key, or a policy taken away, does not show yet:
/// that is the price AWS names too, so the window is minutes and configurable.
///
/// @param age from the KMS call on
/// @param uses how many data keys it wraps before a new one is asked for
public record BucketKeyLimits(Duration age, long uses) {
    public static final BucketKeyLimits DEFAULT = new BucketKeyLimits(Duration.ofMinutes(5), 1_000_000);
}
