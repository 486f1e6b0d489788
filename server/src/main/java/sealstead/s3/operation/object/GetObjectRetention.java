package sealstead.s3.operation.object;

import java.io.IOException;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.content.ObjectReader;
import sealstead.s3.object.HttpDate;
import sealstead.s3.object.LockHeaders;
import sealstead.s3.object.Objects;
import sealstead.wire.Reply;
import sealstead.xml.XmlWriter;

/// GET /{bucket}/{key}?retention.
public final class GetObjectRetention implements S3Handler.OnBucket {
    private final Objects objects;

    public GetObjectRetention(Objects objects) {
        this.objects = objects;
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        LockHeaders.checkEnabled(bucket);
        var object = ObjectReader.existing(objects, bucket, request);
        var retention = object.lock().retention().orElseThrow(S3Error.NO_SUCH_OBJECT_LOCK::refusal);
        var xml = XmlWriter.document("Retention")
                .element("Mode", retention.mode().name())
                .element("RetainUntilDate", HttpDate.exact(retention.until()));
        return Reply.of(200, "application/xml", xml.toBytes());
    }
}
