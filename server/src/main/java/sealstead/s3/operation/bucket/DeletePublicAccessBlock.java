package sealstead.s3.operation.bucket;

import java.io.IOException;
import java.util.Optional;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.bucket.PublicAccessBlock;
import sealstead.wire.Reply;

/// DELETE /{bucket}?publicAccessBlock: nothing is blocked any more.
public final class DeletePublicAccessBlock implements S3Handler.OnBucket {
    private final Buckets buckets;

    public DeletePublicAccessBlock(Buckets buckets) {
        this.buckets = buckets;
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        Optional<PublicAccessBlock> none = Optional.empty();
        buckets.change(bucket, now -> now.with(now.settings().with(none)));
        return Reply.empty(204);
    }
}
