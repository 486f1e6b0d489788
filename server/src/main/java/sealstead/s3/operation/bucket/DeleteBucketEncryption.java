package sealstead.s3.operation.bucket;

import java.io.IOException;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.wire.Reply;

/// DELETE /{bucket}?encryption: back to SSE-S3; whether SSE-C is blocked stays as it was. Repeating it changes nothing.
public final class DeleteBucketEncryption implements S3Handler.OnBucket {
    private final Buckets buckets;

    public DeleteBucketEncryption(Buckets buckets) {
        this.buckets = buckets;
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        buckets.change(bucket, now -> now.with(now.encryption().reset()));
        return Reply.empty(204);
    }
}
