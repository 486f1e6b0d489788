package sealstead.s3.logging;

/// Where a bucket's log goes.
///
/// @param partitioned whether the keys tell account, region, bucket and day, each behind a slash
record LoggingTarget(String bucket, String prefix, boolean partitioned) {}
