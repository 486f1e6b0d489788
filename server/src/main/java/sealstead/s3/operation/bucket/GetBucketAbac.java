package sealstead.s3.operation.bucket;

import java.io.IOException;
import sealstead.s3.Operation;
import sealstead.s3.S3Request;
import sealstead.s3.access.BucketAccess;
import sealstead.wire.Reply;
import sealstead.xml.XmlWriter;

/// GET /{bucket}?abac.
public final class GetBucketAbac implements Operation {
    private final BucketAccess access;

    public GetBucketAbac(BucketAccess access) {
        this.access = access;
    }

    @Override
    public Reply handle(S3Request request) throws IOException {
        var bucket = access.open(request);
        var xml = XmlWriter.document("AbacStatus")
                .element("Status", bucket.settings().tagsDecide() ? "Enabled" : "Disabled");
        return Reply.of(200, "application/xml", xml.toBytes());
    }
}
