package sealstead.s3.operation.bucket;

import java.io.IOException;
import sealstead.s3.ConfigurationBody;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.wire.Reply;
import sealstead.xml.MalformedXmlException;

/// PUT /{bucket}?abac: whether the bucket's tags count in decisions about it. While they do, PutBucketTagging and
/// DeleteBucketTagging are refused.
public final class PutBucketAbac implements S3Handler.OnBucket {
    private final Buckets buckets;

    public PutBucketAbac(Buckets buckets) {
        this.buckets = buckets;
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        var status = ConfigurationBody.required(request).root().only("Status").text("Status");
        boolean enabled = switch (status.orElse("")) {
            case "Enabled" -> true;
            case "Disabled" -> false;
            default -> throw new MalformedXmlException();
        };
        buckets.change(bucket, now -> now.with(now.settings().decidingByTags(enabled)));
        return Reply.empty(200);
    }
}
