package sealstead.s3.operation.bucket;

import java.io.IOException;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.wire.Reply;
import sealstead.xml.XmlWriter;

/// GET /{bucket}?requestPayment.
public final class GetBucketRequestPayment implements S3Handler.OnBucket {
    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        var xml = XmlWriter.document("RequestPaymentConfiguration")
                .element("Payer", bucket.settings().requesterPays() ? "Requester" : "BucketOwner");
        return Reply.of(200, "application/xml", xml.toBytes());
    }
}
