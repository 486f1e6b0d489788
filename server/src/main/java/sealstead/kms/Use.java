package sealstead.kms;

import sealstead.iam.Caller;

/// On whose behalf a KMS call is made, and what for.
///
/// @param caller the principal as whom the KMS decides
/// @param via the service that calls for the principal, such as `s3.us-east-1.amazonaws.com`; empty for a direct call
/// @param bucket the bucket concerned, or empty
/// @param sigV4 whether the caller signed by Signature Version 4, without which S3 opens no KMS object
public record Use(Caller.Principal caller, String via, String bucket, Reason reason, boolean sigV4) {
    public Use(Caller.Principal caller, String via, String bucket, Reason reason) {
        this(caller, via, bucket, reason, true);
    }

    public Use because(Reason other) {
        return new Use(caller, via, bucket, other, sigV4);
    }
}
