package sealstead.s3.operation.bucket;

import java.io.IOException;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.wire.Reply;
import sealstead.xml.XmlWriter;

/// GET /{bucket}?versioning: an empty document for a bucket that never had it.
public final class GetBucketVersioning implements S3Handler.OnBucket {
    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        var versioning = bucket.versioning();
        var xml = XmlWriter.document("VersioningConfiguration");
        if (versioning.isVersioned()) {
            xml.element("Status", versioning.wireName());
        }
        return Reply.of(200, "application/xml", xml.toBytes());
    }
}
