package sealstead.s3.operation.object;

import java.io.IOException;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.acl.AclXml;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.content.ObjectReader;
import sealstead.s3.object.Objects;
import sealstead.wire.Reply;

/// GET /{bucket}/{key}?acl: who owns the version and what its list grants; where lists do not count, full control of
/// the bucket's owner.
public final class GetObjectAcl implements S3Handler.OnBucket {
    private final Objects objects;

    public GetObjectAcl(Objects objects) {
        this.objects = objects;
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        var object = ObjectReader.existing(objects, bucket, request);
        var rights = bucket.inForce(object.attributes().rights());
        var owner = rights.ownerIn(bucket.owner());
        var reply = Reply.of(200, "application/xml", AclXml.document(owner, rights.aclIn(bucket.owner())));
        ObjectReader.addVersion(reply, bucket, object);
        return reply;
    }
}
