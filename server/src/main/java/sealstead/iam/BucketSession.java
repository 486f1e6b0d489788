package sealstead.iam;

import java.time.Instant;

/// What CreateSession gave away: everything that a directory bucket's data is asked for in the next five minutes was
/// decided when it was made.
///
/// @param bucketId the bucket's identity; empty if there was no bucket yet when the session was made
/// @param readOnly whether it may only read
/// @param algorithm the encryption of what it writes, as the header names it; empty for the bucket's default
/// @param keyArn the KMS key to it, if it needs one
public record BucketSession(
        String bucket, String bucketId, boolean readOnly, String algorithm, String keyArn, Instant expires) {
    /// Whether the session was made for this very bucket, and not for one that has gone or was not there yet.
    public boolean isFor(String id) {
        return bucketId.equals(id);
    }
}
