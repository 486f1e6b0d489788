package sealstead.s3.object;

import java.io.IOException;
import sealstead.s3.Operation;
import sealstead.s3.S3Request;
import sealstead.s3.bucket.BucketAccess;
import sealstead.s3.bucket.OwnerAcl;
import sealstead.wire.Reply;

/// GET /{bucket}/{key}?acl: the bucket's owner has full control.
public final class GetObjectAcl implements Operation {
    private final BucketAccess access;
    private final Objects objects;

    public GetObjectAcl(BucketAccess access, Objects objects) {
        this.access = access;
        this.objects = objects;
    }

    @Override
    public Reply handle(S3Request request) throws IOException {
        var bucket = access.open(request);
        var reply = Reply.of(200, "application/xml", OwnerAcl.document(bucket));
        ObjectReader.addVersion(reply, bucket, ObjectReader.existing(objects, bucket, request));
        return reply;
    }
}
