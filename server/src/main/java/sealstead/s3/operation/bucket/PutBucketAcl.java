package sealstead.s3.operation.bucket;

import java.io.IOException;
import sealstead.s3.ConfigurationBody;
import sealstead.s3.S3Request;
import sealstead.s3.access.AclAccess;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.wire.Reply;

/// PUT /{bucket}?acl: what the bucket's list grants from now on.
public final class PutBucketAcl implements S3Handler.OnBucket {
    private final BucketAccess access;
    private final Buckets buckets;

    public PutBucketAcl(BucketAccess access, Buckets buckets) {
        this.access = access;
        this.buckets = buckets;
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        var asked = access.lists().asked(request, ConfigurationBody.read(request));
        // Asked again: the right to may have gone while the body came.
        var open = access.openAgain(request);
        // Looked at again where the change is made: ownership and public access block may change meanwhile.
        buckets.change(open, now -> {
            AclAccess.checkAllowed(now, now.owner(), asked);
            return now.hasAcls() ? now.with(now.settings().listing(asked.acl(now.owner(), now.owner()))) : now;
        });
        return Reply.empty(200);
    }
}
