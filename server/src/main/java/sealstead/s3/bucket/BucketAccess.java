package sealstead.s3.bucket;

import java.io.IOException;
import sealstead.iam.Caller;
import sealstead.iam.policy.Conditions;
import sealstead.iam.policy.Decision;
import sealstead.iam.policy.PoliciesInForce;
import sealstead.iam.policy.PolicyEngine;
import sealstead.iam.policy.Question;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.wire.Refusal;

/// The gate to a bucket: it exists, it belongs to whom the caller expects, and the caller may do this to it. No
/// operation gets a [Bucket] in any other way.
public final class BucketAccess {
    private final Buckets buckets;

    public BucketAccess(Buckets buckets) {
        this.buckets = buckets;
    }

    /// The request's bucket.
    public Bucket open(S3Request request) throws IOException {
        return open(
                request,
                request.bucket(),
                "x-amz-expected-bucket-owner",
                request.operation().action());
    }

    /// The bucket that a copy reads from.
    public Bucket openCopySource(S3Request request, String sourceBucket) throws IOException {
        return open(request, sourceBucket, "x-amz-source-expected-bucket-owner", "s3:GetObject");
    }

    private Bucket open(S3Request request, String name, String ownerHeader, String action) throws IOException {
        var bucket = buckets.find(name).orElseThrow(() -> S3Error.noSuchBucket(name));
        request.header(ownerHeader).ifPresent(expected -> checkOwner(expected, bucket));
        checkAllowed(request.authentication().caller(), action, bucket);
        return bucket;
    }

    private static void checkOwner(String expected, Bucket bucket) {
        if (!expected.matches("[0-9]{12}")) {
            var shown = expected.length() <= 64 ? expected : expected.substring(0, 64);
            throw S3Error.INVALID_BUCKET_OWNER.saying(
                    "The value of the expected bucket owner parameter must be an AWS Account ID... [" + shown + "]");
        }
        if (!expected.equals(bucket.owner())) {
            throw S3Error.ACCESS_DENIED.refusal();
        }
    }

    private static void checkAllowed(Caller caller, String action, Bucket bucket) {
        var question = new Question(caller.asPrincipal(), action, bucket.arn(), bucket.owner(), Conditions.NONE);
        switch (PolicyEngine.decide(question, PoliciesInForce.NONE)) {
            case Decision.Allow allowed -> {}
            case Decision.Deny denied -> throw denied();
        }
    }

    private static Refusal denied() {
        return S3Error.ACCESS_DENIED.refusal();
    }
}
