package sealstead.s3.operation.bucket;

import java.io.IOException;
import sealstead.s3.Operation;
import sealstead.s3.S3Request;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.acl.AclXml;
import sealstead.wire.Reply;

/// GET /{bucket}?acl: what the bucket's list grants; where lists do not count, full control of the owner.
public final class GetBucketAcl implements Operation {
    private final BucketAccess access;

    public GetBucketAcl(BucketAccess access) {
        this.access = access;
    }

    @Override
    public Reply handle(S3Request request) throws IOException {
        var bucket = access.open(request);
        return Reply.of(200, "application/xml", AclXml.document(bucket.owner(), bucket.acl()));
    }
}
