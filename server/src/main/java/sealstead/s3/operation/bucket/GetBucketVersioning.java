package sealstead.s3.operation.bucket;

import java.io.IOException;
import sealstead.s3.Operation;
import sealstead.s3.S3Request;
import sealstead.s3.access.BucketAccess;
import sealstead.wire.Reply;
import sealstead.xml.XmlWriter;

/// GET /{bucket}?versioning: an empty document for a bucket that never had it.
public final class GetBucketVersioning implements Operation {
    private final BucketAccess access;

    public GetBucketVersioning(BucketAccess access) {
        this.access = access;
    }

    @Override
    public Reply handle(S3Request request) throws IOException {
        var versioning = access.open(request).versioning();
        var xml = XmlWriter.document("VersioningConfiguration");
        if (versioning.isVersioned()) {
            xml.element("Status", versioning.wireName());
        }
        return Reply.of(200, "application/xml", xml.toBytes());
    }
}
