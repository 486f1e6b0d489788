package sealstead.s3.operation.object;

import java.io.IOException;
import sealstead.s3.Operation;
import sealstead.s3.S3Request;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.acl.AclXml;
import sealstead.s3.content.ObjectReader;
import sealstead.s3.object.Objects;
import sealstead.wire.Reply;

/// GET /{bucket}/{key}?acl: who owns the version and what its list grants; where lists do not count, full control of
/// the bucket's owner.
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
        var object = ObjectReader.existing(objects, bucket, request);
        var rights = bucket.inForce(object.attributes().rights());
        var owner = rights.ownerIn(bucket.owner());
        var reply = Reply.of(200, "application/xml", AclXml.document(owner, rights.aclIn(bucket.owner())));
        ObjectReader.addVersion(reply, bucket, object);
        return reply;
    }
}
