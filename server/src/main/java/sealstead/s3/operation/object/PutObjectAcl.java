package sealstead.s3.operation.object;

import java.io.IOException;
import sealstead.s3.ConfigurationBody;
import sealstead.s3.S3Request;
import sealstead.s3.access.AclAccess;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.content.ObjectReader;
import sealstead.s3.content.VersionChange;
import sealstead.s3.object.ObjectEvents;
import sealstead.s3.object.Objects;
import sealstead.wire.Reply;

/// PUT /{bucket}/{key}?acl: what the version's list grants from now on. Its owner stays.
public final class PutObjectAcl implements S3Handler.OnBucket {
    private final BucketAccess access;
    private final Objects objects;

    public PutObjectAcl(BucketAccess access, Objects objects) {
        this.access = access;
        this.objects = objects;
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        var asked = access.lists().asked(request, ConfigurationBody.read(request));
        AclAccess.checkAllowed(bucket, bucket.owner(), asked);
        VersionChange.Change change = object -> {
            // Asked again of the version that is changed: while the body came, it may have become another's.
            var now = access.openAgain(request);
            AclAccess.checkAllowed(now, now.owner(), asked);
            if (!now.hasAcls()) {
                return object;
            }
            var rights = object.attributes().rights();
            var acl = asked.acl(rights.ownerIn(now.owner()), now.owner());
            return object.with(object.attributes().with(rights.with(acl, now.owner())));
        };
        var changed = VersionChange.apply(objects, bucket, request, change, ObjectEvents.Type.ACL_PUT);
        var reply = Reply.empty(200);
        ObjectReader.addVersion(reply, bucket, changed);
        return reply;
    }
}
