package sealstead.s3.operation.object;

import java.io.IOException;
import sealstead.s3.Operation;
import sealstead.s3.S3Request;
import sealstead.s3.Tags;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.content.ObjectReader;
import sealstead.s3.content.VersionChange;
import sealstead.s3.object.ObjectEvents;
import sealstead.s3.object.Objects;
import sealstead.wire.Reply;

/// DELETE /{bucket}/{key}?tagging: removes all tags of the version.
public final class DeleteObjectTagging implements Operation {
    private final BucketAccess access;
    private final Objects objects;

    public DeleteObjectTagging(BucketAccess access, Objects objects) {
        this.access = access;
        this.objects = objects;
    }

    @Override
    public Reply handle(S3Request request) throws IOException {
        var bucket = access.open(request);
        var changed = VersionChange.apply(
                objects, bucket, request, object -> object.with(Tags.NONE), ObjectEvents.Type.TAGGING_DELETE);
        var reply = Reply.empty(204);
        ObjectReader.addVersion(reply, bucket, changed);
        return reply;
    }
}
