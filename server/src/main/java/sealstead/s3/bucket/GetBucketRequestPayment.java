package sealstead.s3.bucket;

import java.io.IOException;
import sealstead.s3.Operation;
import sealstead.s3.S3Request;
import sealstead.s3.xml.XmlWriter;
import sealstead.wire.Reply;

/// GET /{bucket}?requestPayment.
public final class GetBucketRequestPayment implements Operation {
    private final BucketAccess access;

    public GetBucketRequestPayment(BucketAccess access) {
        this.access = access;
    }

    @Override
    public Reply handle(S3Request request) throws IOException {
        var bucket = access.open(request);
        var xml = XmlWriter.document("RequestPaymentConfiguration")
                .element("Payer", bucket.settings().requesterPays() ? "Requester" : "BucketOwner");
        return Reply.of(200, "application/xml", xml.toBytes());
    }
}
