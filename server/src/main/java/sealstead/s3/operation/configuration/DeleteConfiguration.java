package sealstead.s3.operation.configuration;

import java.io.IOException;
import sealstead.s3.Operation;
import sealstead.s3.S3Request;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.bucket.DocumentKind;
import sealstead.wire.Reply;

/// DELETE /{bucket}?...: what is not there is a success.
public final class DeleteConfiguration implements Operation {
    private final BucketAccess access;
    private final Buckets buckets;
    private final DocumentKind kind;

    public DeleteConfiguration(BucketAccess access, Buckets buckets, DocumentKind kind) {
        this.access = access;
        this.buckets = buckets;
        this.kind = kind;
    }

    @Override
    public Reply handle(S3Request request) throws IOException {
        buckets.deleteDocument(access.open(request), kind);
        return Reply.empty(204);
    }
}
