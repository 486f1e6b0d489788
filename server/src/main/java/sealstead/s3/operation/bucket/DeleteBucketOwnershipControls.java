package sealstead.s3.operation.bucket;

import java.io.IOException;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.bucket.Ownership;
import sealstead.wire.Reply;

/// DELETE /{bucket}?ownershipControls.
public final class DeleteBucketOwnershipControls implements S3Handler.OnBucket {
    private final Buckets buckets;

    public DeleteBucketOwnershipControls(Buckets buckets) {
        this.buckets = buckets;
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        buckets.change(bucket, now -> now.with(now.settings().with(Ownership.NONE)));
        return Reply.empty(204);
    }
}
