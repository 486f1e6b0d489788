package sealstead.s3.operation.bucket;

import java.io.IOException;
import java.util.Locale;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.wire.Reply;
import sealstead.xml.XmlWriter;

/// GET /{bucket}?policyStatus: whether the bucket's policy makes it public.
public final class GetBucketPolicyStatus implements S3Handler.OnBucket {
    private final BucketAccess access;

    public GetBucketPolicyStatus(BucketAccess access) {
        this.access = access;
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        var policy = access.policy(bucket)
                .orElseThrow(() -> S3Error.NO_SUCH_BUCKET_POLICY.refusal().with("BucketName", bucket.name()));
        var xml = XmlWriter.document("PolicyStatus")
                .element("IsPublic", Boolean.toString(policy.isPublic()).toUpperCase(Locale.ROOT));
        return Reply.of(200, "application/xml", xml.toBytes());
    }
}
