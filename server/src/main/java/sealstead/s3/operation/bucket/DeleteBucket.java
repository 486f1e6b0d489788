package sealstead.s3.operation.bucket;

import java.io.IOException;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.object.Objects;
import sealstead.wire.Reply;

/// DELETE /{bucket}: removes an empty bucket; its service keys go with it. It is marked first, writers obey the mark
/// within a lease, and only then is it believed to be empty: no object is lost in a bucket that goes away under it.
public final class DeleteBucket implements S3Handler.OnBucket {
    private final Buckets buckets;
    private final Objects objects;

    public DeleteBucket(Buckets buckets, Objects objects) {
        this.buckets = buckets;
        this.objects = objects;
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        checkEmpty(bucket);
        buckets.close(bucket);
        boolean removed = false;
        try {
            checkEmpty(bucket);
            buckets.remove(bucket);
            removed = true;
        } finally {
            if (!removed) {
                buckets.reopen(bucket);
            }
        }
        objects.abandon(bucket.id());
        return Reply.empty(204);
    }

    private void checkEmpty(Bucket bucket) throws IOException {
        if (!objects.isEmpty(bucket)) {
            var refusal = bucket.versioning().isVersioned()
                    ? S3Error.BUCKET_NOT_EMPTY.saying(
                            "The bucket you tried to delete is not empty. You must delete all versions in the bucket.")
                    : S3Error.BUCKET_NOT_EMPTY.refusal();
            throw refusal.with("BucketName", bucket.name());
        }
    }
}
