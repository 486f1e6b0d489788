package sealstead.s3.operation.bucket;

import java.io.IOException;
import sealstead.s3.Operation;
import sealstead.s3.S3Request;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.bucket.Ownership;
import sealstead.wire.Reply;

/// DELETE /{bucket}?ownershipControls.
public final class DeleteBucketOwnershipControls implements Operation {
    private final BucketAccess access;
    private final Buckets buckets;

    public DeleteBucketOwnershipControls(BucketAccess access, Buckets buckets) {
        this.access = access;
        this.buckets = buckets;
    }

    @Override
    public Reply handle(S3Request request) throws IOException {
        var bucket = access.open(request);
        buckets.change(bucket, now -> now.with(now.settings().with(Ownership.NONE)));
        return Reply.empty(204);
    }
}
