package sealstead.s3.bucket;

import java.io.IOException;
import sealstead.s3.Operation;
import sealstead.s3.S3Request;
import sealstead.s3.xml.XmlWriter;
import sealstead.wire.Reply;

/// GET /{bucket}?accelerate: there is no Transfer Acceleration, so it was never configured.
public final class GetBucketAccelerateConfiguration implements Operation {
    private final BucketAccess access;

    public GetBucketAccelerateConfiguration(BucketAccess access) {
        this.access = access;
    }

    @Override
    public Reply handle(S3Request request) throws IOException {
        access.open(request);
        return Reply.of(
                200,
                "application/xml",
                XmlWriter.document("AccelerateConfiguration").toBytes());
    }
}
