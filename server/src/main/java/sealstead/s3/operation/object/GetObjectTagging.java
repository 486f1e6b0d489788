package sealstead.s3.operation.object;

import java.io.IOException;
import sealstead.s3.Operation;
import sealstead.s3.S3Request;
import sealstead.s3.TagSet;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.content.ObjectReader;
import sealstead.s3.object.Objects;
import sealstead.wire.Reply;

/// GET /{bucket}/{key}?tagging: an empty set for an object without tags.
public final class GetObjectTagging implements Operation {
    private final BucketAccess access;
    private final Objects objects;

    public GetObjectTagging(BucketAccess access, Objects objects) {
        this.access = access;
        this.objects = objects;
    }

    @Override
    public Reply handle(S3Request request) throws IOException {
        var bucket = access.open(request);
        var object = ObjectReader.existing(objects, bucket, request);
        var reply = Reply.of(200, "application/xml", TagSet.document(object.tags()));
        ObjectReader.addVersion(reply, bucket, object);
        return reply;
    }
}
