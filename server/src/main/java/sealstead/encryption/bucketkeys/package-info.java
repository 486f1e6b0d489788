/// S3 Bucket Keys: one KMS call per (bucket, KMS key, principal) within bounded time and uses.
@NullMarked
package sealstead.encryption.bucketkeys;

import org.jspecify.annotations.NullMarked;
