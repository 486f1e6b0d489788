package sealstead.s3.operation.bucket;

import java.io.IOException;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.wire.Reply;
import sealstead.xml.XmlWriter;

/// GET /{bucket}?publicAccessBlock.
public final class GetPublicAccessBlock implements S3Handler.OnBucket {
    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        var block = bucket.settings()
                .publicAccess()
                .orElseThrow(() -> S3Error.NO_SUCH_PUBLIC_ACCESS_BLOCK.refusal().with("BucketName", bucket.name()));
        var xml = XmlWriter.document("PublicAccessBlockConfiguration")
                .element("BlockPublicAcls", block.blockPublicAcls())
                .element("IgnorePublicAcls", block.ignorePublicAcls())
                .element("BlockPublicPolicy", block.blockPublicPolicy())
                .element("RestrictPublicBuckets", block.restrictPublicBuckets());
        return Reply.of(200, "application/xml", xml.toBytes());
    }
}
