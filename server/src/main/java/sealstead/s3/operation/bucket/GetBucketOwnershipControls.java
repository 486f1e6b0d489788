package sealstead.s3.operation.bucket;

import java.io.IOException;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Ownership;
import sealstead.wire.Reply;
import sealstead.xml.XmlWriter;

/// GET /{bucket}?ownershipControls.
public final class GetBucketOwnershipControls implements S3Handler.OnBucket {
    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        var ownership = bucket.settings().ownership();
        if (ownership == Ownership.NONE) {
            throw S3Error.NO_SUCH_OWNERSHIP_CONTROLS.refusal().with("BucketName", bucket.name());
        }
        var xml = XmlWriter.document("OwnershipControls")
                .begin("Rule")
                .element("ObjectOwnership", ownership.wireName())
                .end();
        return Reply.of(200, "application/xml", xml.toBytes());
    }
}
