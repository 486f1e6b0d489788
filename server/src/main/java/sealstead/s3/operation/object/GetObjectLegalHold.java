package sealstead.s3.operation.object;

import java.io.IOException;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.content.ObjectReader;
import sealstead.s3.object.LockHeaders;
import sealstead.s3.object.Objects;
import sealstead.wire.Reply;
import sealstead.xml.XmlWriter;

/// GET /{bucket}/{key}?legal-hold.
public final class GetObjectLegalHold implements S3Handler.OnBucket {
    private final Objects objects;

    public GetObjectLegalHold(Objects objects) {
        this.objects = objects;
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        LockHeaders.checkEnabled(bucket);
        var object = ObjectReader.existing(objects, bucket, request);
        boolean held = object.lock().legalHold().orElseThrow(S3Error.NO_SUCH_OBJECT_LOCK::refusal);
        var xml = XmlWriter.document("LegalHold").element("Status", held ? "ON" : "OFF");
        return Reply.of(200, "application/xml", xml.toBytes());
    }
}
