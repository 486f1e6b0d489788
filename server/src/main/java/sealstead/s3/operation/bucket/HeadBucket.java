package sealstead.s3.operation.bucket;

import java.io.IOException;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.wire.Reply;

/// HEAD /{bucket}: whether the bucket is there and the caller may see it, and where a directory bucket lies.
public final class HeadBucket implements S3Handler.OnBucket {
    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        var reply = Reply.empty(200)
                .with("x-amz-bucket-region", bucket.region())
                .with("x-amz-bucket-arn", bucket.arn())
                .with("x-amz-access-point-alias", "false")
                .with("content-type", "application/xml");
        bucket.directory()
                .ifPresent(directory -> reply.with(
                                "x-amz-bucket-location-type",
                                directory.zone().type().wireName())
                        .with("x-amz-bucket-location-name", directory.zone().id()));
        return reply;
    }
}
