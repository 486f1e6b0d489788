package sealstead.s3.operation.bucket;

import java.io.IOException;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.wire.Reply;
import sealstead.xml.XmlWriter;

/// GET /{bucket}?location: the bucket's region; empty for `us-east-1`.
public final class GetBucketLocation implements S3Handler.OnBucket {
    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        var region = bucket.region();
        var xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<LocationConstraint xmlns=\"" + XmlWriter.S3_NAMESPACE
                + "\">" + (region.equals("us-east-1") ? "" : region) + "</LocationConstraint>";
        return Reply.of(200, "application/xml", xml.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
