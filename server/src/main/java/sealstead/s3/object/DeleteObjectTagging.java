package sealstead.s3.object;

import java.io.IOException;
import sealstead.s3.Operation;
import sealstead.s3.S3Request;
import sealstead.s3.Tags;
import sealstead.s3.bucket.BucketAccess;
import sealstead.wire.Reply;

/// DELETE /{bucket}/{key}?tagging: removes all tags of the version.
public final class DeleteObjectTagging implements Operation {
    private final BucketAccess access;
    private final Objects objects;
    private final ObjectEvents events;

    public DeleteObjectTagging(BucketAccess access, Objects objects, ObjectEvents events) {
        this.access = access;
        this.objects = objects;
        this.events = events;
    }

    @Override
    public Reply handle(S3Request request) throws IOException {
        var bucket = access.open(request);
        var changed = VersionChange.apply(objects, bucket, request, object -> object.with(Tags.NONE));
        events.happened(
                bucket, ObjectEvents.Cause.of(request), ObjectEvents.Type.TAGGING_DELETE, request.key(), changed);
        var reply = Reply.empty(204);
        ObjectReader.addVersion(reply, bucket, changed);
        return reply;
    }
}
