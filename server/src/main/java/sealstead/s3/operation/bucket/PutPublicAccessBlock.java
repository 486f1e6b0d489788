package sealstead.s3.operation.bucket;

import java.io.IOException;
import java.util.Optional;
import sealstead.s3.ConfigurationBody;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.bucket.PublicAccessBlock;
import sealstead.wire.Reply;
import sealstead.xml.XmlElement;

/// PUT /{bucket}?publicAccessBlock: what is not named is off.
public final class PutPublicAccessBlock implements S3Handler.OnBucket {
    private final Buckets buckets;

    public PutPublicAccessBlock(Buckets buckets) {
        this.buckets = buckets;
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        var root = ConfigurationBody.required(request)
                .root()
                .only("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets");
        if (root.children().isEmpty()) {
            throw S3Error.INVALID_REQUEST.saying("Must specify at least one configuration.");
        }
        var block = new PublicAccessBlock(
                isOn(root, "BlockPublicAcls"),
                isOn(root, "IgnorePublicAcls"),
                isOn(root, "BlockPublicPolicy"),
                isOn(root, "RestrictPublicBuckets"));
        buckets.change(bucket, now -> now.with(now.settings().with(Optional.of(block))));
        return Reply.empty(200);
    }

    private static boolean isOn(XmlElement root, String name) {
        return root.one(name).map(flag -> flag.text().equalsIgnoreCase("true")).orElse(false);
    }
}
