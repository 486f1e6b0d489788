package sealstead.s3.operation.object;

import java.io.IOException;
import sealstead.s3.S3Request;
import sealstead.s3.Tags;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.content.ObjectReader;
import sealstead.s3.content.VersionChange;
import sealstead.s3.object.ObjectEvents;
import sealstead.s3.object.Objects;
import sealstead.wire.Reply;

/// DELETE /{bucket}/{key}?tagging: removes all tags of the version.
public final class DeleteObjectTagging implements S3Handler.OnBucket {
    private final Objects objects;

    public DeleteObjectTagging(Objects objects) {
        this.objects = objects;
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        var changed = VersionChange.apply(
                objects, bucket, request, object -> object.with(Tags.NONE), ObjectEvents.Type.TAGGING_DELETE);
        var reply = Reply.empty(204);
        ObjectReader.addVersion(reply, bucket, changed);
        return reply;
    }
}
