/// S3, KMS, IAM and STS for a test class, in six lines:
///
///     @SealsteadTest
///     class StoreTest {
///         @Test
///         void stores(S3Client s3) {
///             s3.createBucket(b -> b.bucket("mine"));
///         }
///     }
@NullMarked
package sealstead.junit;

import org.jspecify.annotations.NullMarked;
