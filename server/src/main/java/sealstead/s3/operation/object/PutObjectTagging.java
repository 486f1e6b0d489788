package sealstead.s3.operation.object;

import java.io.IOException;
import sealstead.s3.ConfigurationBody;
import sealstead.s3.S3Request;
import sealstead.s3.TagSet;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.RequestedBucket;
import sealstead.s3.content.ObjectReader;
import sealstead.s3.content.VersionChange;
import sealstead.s3.object.ObjectEvents;
import sealstead.s3.object.Objects;
import sealstead.wire.Reply;

/// PUT /{bucket}/{key}?tagging: these tags in place of those the version has.
public final class PutObjectTagging implements S3Handler.OnBucket {
    private final BucketAccess access;
    private final Objects objects;

    public PutObjectTagging(BucketAccess access, Objects objects) {
        this.access = access;
        this.objects = objects;
    }

    @Override
    public void beforeAsking(S3Request request, RequestedBucket bucket) throws IOException {
        access.checkExists(request, bucket);
        // Policies may ask for s3:RequestObjectTag.
        request.notes()
                .tags(TagSet.objectDocument(ConfigurationBody.required(request).root()));
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        var tags = request.notes().tags().orElseThrow();
        var changed = VersionChange.apply(
                objects, bucket, request, object -> object.with(tags), ObjectEvents.Type.TAGGING_PUT);
        var reply = Reply.empty(200);
        ObjectReader.addVersion(reply, bucket, changed);
        return reply;
    }
}
