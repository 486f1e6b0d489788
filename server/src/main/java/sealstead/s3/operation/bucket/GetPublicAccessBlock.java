package sealstead.s3.operation.bucket;

import java.io.IOException;
import sealstead.s3.Operation;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.access.BucketAccess;
import sealstead.wire.Reply;
import sealstead.xml.XmlWriter;

/// GET /{bucket}?publicAccessBlock.
public final class GetPublicAccessBlock implements Operation {
    private final BucketAccess access;

    public GetPublicAccessBlock(BucketAccess access) {
        this.access = access;
    }

    @Override
    public Reply handle(S3Request request) throws IOException {
        var bucket = access.open(request);
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
