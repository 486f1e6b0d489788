package sealstead.s3.operation.bucket;

import java.io.IOException;
import sealstead.s3.ConfigurationBody;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.wire.Reply;
import sealstead.xml.MalformedXmlException;

/// PUT /{bucket}?requestPayment: whether callers of other accounts must say that they pay.
public final class PutBucketRequestPayment implements S3Handler.OnBucket {
    private final Buckets buckets;

    public PutBucketRequestPayment(Buckets buckets) {
        this.buckets = buckets;
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        var payer = ConfigurationBody.required(request).root().only("Payer").text("Payer");
        boolean requester = switch (payer.orElse("")) {
            case "Requester" -> true;
            case "BucketOwner" -> false;
            default -> throw new MalformedXmlException();
        };
        buckets.change(bucket, now -> now.with(now.settings().payingRequesters(requester)));
        return Reply.empty(200);
    }
}
