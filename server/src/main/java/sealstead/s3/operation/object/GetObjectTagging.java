package sealstead.s3.operation.object;

import java.io.IOException;
import sealstead.s3.S3Request;
import sealstead.s3.TagSet;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.content.ObjectReader;
import sealstead.s3.object.Objects;
import sealstead.wire.Reply;

/// GET /{bucket}/{key}?tagging: an empty set for an object without tags.
public final class GetObjectTagging implements S3Handler.OnBucket {
    private final Objects objects;

    public GetObjectTagging(Objects objects) {
        this.objects = objects;
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        var object = ObjectReader.existing(objects, bucket, request);
        var reply = Reply.of(200, "application/xml", TagSet.document(object.tags()));
        ObjectReader.addVersion(reply, bucket, object);
        return reply;
    }
}
