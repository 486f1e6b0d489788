package sealstead.s3.operation.bucket;

import java.io.IOException;
import sealstead.s3.Operation;
import sealstead.s3.S3Request;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.bucket.Buckets;
import sealstead.wire.Reply;

/// DELETE /{bucket}: removes an empty bucket; its service keys go with it.
public final class DeleteBucket implements Operation {
    private final BucketAccess access;
    private final Buckets buckets;

    public DeleteBucket(BucketAccess access, Buckets buckets) {
        this.access = access;
        this.buckets = buckets;
    }

    @Override
    public Reply handle(S3Request request) throws IOException {
        var bucket = access.open(request);
        buckets.delete(bucket);
        return Reply.empty(204);
    }
}
