package sealstead.s3.object;

import java.io.IOException;
import sealstead.s3.Operation;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.bucket.BucketAccess;
import sealstead.s3.xml.XmlWriter;
import sealstead.wire.Reply;

/// GET /{bucket}/{key}?retention.
public final class GetObjectRetention implements Operation {
    private final BucketAccess access;
    private final Objects objects;

    public GetObjectRetention(BucketAccess access, Objects objects) {
        this.access = access;
        this.objects = objects;
    }

    @Override
    public Reply handle(S3Request request) throws IOException {
        var bucket = access.open(request);
        LockHeaders.checkEnabled(bucket);
        var object = ObjectReader.existing(objects, bucket, request);
        var retention = object.lock().retention().orElseThrow(S3Error.NO_SUCH_OBJECT_LOCK::refusal);
        var xml = XmlWriter.document("Retention")
                .element("Mode", retention.mode().name())
                .element("RetainUntilDate", HttpDate.exact(retention.until()));
        return Reply.of(200, "application/xml", xml.toBytes());
    }
}
