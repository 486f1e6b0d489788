package sealstead.s3.bucket;

import java.io.IOException;
import sealstead.s3.Operation;
import sealstead.s3.S3Request;
import sealstead.wire.Reply;

/// GET /{bucket}?acl: the owner has full control.
public final class GetBucketAcl implements Operation {
    private final BucketAccess access;

    public GetBucketAcl(BucketAccess access) {
        this.access = access;
    }

    @Override
    public Reply handle(S3Request request) throws IOException {
        return Reply.of(200, "application/xml", OwnerAcl.document(access.open(request)));
    }
}
