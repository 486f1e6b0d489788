package sealstead.s3.bucket;

import java.io.IOException;
import sealstead.s3.ConfigurationBody;
import sealstead.s3.Operation;
import sealstead.s3.S3Request;
import sealstead.wire.Reply;

/// PUT /{bucket}?acl: accepted if it says what is so anyway.
public final class PutBucketAcl implements Operation {
    private final BucketAccess access;

    public PutBucketAcl(BucketAccess access) {
        this.access = access;
    }

    @Override
    public Reply handle(S3Request request) throws IOException {
        var bucket = access.open(request);
        OwnerAcl.checkPut(request, bucket, ConfigurationBody.read(request));
        return Reply.empty(200);
    }
}
