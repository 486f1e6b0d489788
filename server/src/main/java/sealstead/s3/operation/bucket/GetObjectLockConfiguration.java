package sealstead.s3.operation.bucket;

import java.io.IOException;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.wire.Reply;
import sealstead.xml.XmlWriter;

/// GET /{bucket}?object-lock.
public final class GetObjectLockConfiguration implements S3Handler.OnBucket {
    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        var lock = bucket.settings().lock();
        if (!lock.enabled()) {
            throw S3Error.NO_SUCH_LOCK_CONFIGURATION.refusal().with("BucketName", bucket.name());
        }
        var xml = XmlWriter.document("ObjectLockConfiguration").element("ObjectLockEnabled", "Enabled");
        lock.byDefault().ifPresent(retention -> {
            xml.begin("Rule").begin("DefaultRetention").element("Mode", retention.mode());
            if (retention.days() > 0) {
                xml.element("Days", retention.days());
            } else {
                xml.element("Years", retention.years());
            }
            xml.end().end();
        });
        return Reply.of(200, "application/xml", xml.toBytes());
    }
}
