package sealstead.s3.operation.bucket;

import java.io.IOException;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.acl.AclXml;
import sealstead.s3.bucket.Bucket;
import sealstead.wire.Reply;

/// GET /{bucket}?acl: what the bucket's list grants; where lists do not count, full control of the owner.
public final class GetBucketAcl implements S3Handler.OnBucket {
    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        return Reply.of(200, "application/xml", AclXml.document(bucket.owner(), bucket.acl()));
    }
}
