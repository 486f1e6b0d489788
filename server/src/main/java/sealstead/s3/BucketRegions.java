package sealstead.s3;

import java.io.IOException;
import java.util.Optional;

/// Tells where a bucket is.
@FunctionalInterface
public interface BucketRegions {
    /// The region of the bucket of that name.
    Optional<String> of(String bucket) throws IOException;
}
