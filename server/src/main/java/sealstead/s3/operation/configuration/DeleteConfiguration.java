package sealstead.s3.operation.configuration;

import java.io.IOException;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.bucket.DocumentKind;
import sealstead.wire.Reply;

/// DELETE /{bucket}?...: what is not there is a success.
public final class DeleteConfiguration implements S3Handler.OnBucket {
    private final Buckets buckets;
    private final DocumentKind kind;

    public DeleteConfiguration(Buckets buckets, DocumentKind kind) {
        this.buckets = buckets;
        this.kind = kind;
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        buckets.deleteDocument(bucket, kind);
        return Reply.empty(204);
    }
}
