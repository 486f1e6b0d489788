package sealstead.s3.object;

import java.io.IOException;
import sealstead.s3.ConfigurationBody;
import sealstead.s3.Operation;
import sealstead.s3.S3Request;
import sealstead.s3.bucket.BucketAccess;
import sealstead.s3.bucket.OwnerAcl;
import sealstead.wire.Reply;

/// PUT /{bucket}/{key}?acl: accepted if it says what is so anyway.
public final class PutObjectAcl implements Operation {
    private final BucketAccess access;
    private final Objects objects;

    public PutObjectAcl(BucketAccess access, Objects objects) {
        this.access = access;
        this.objects = objects;
    }

    @Override
    public Reply handle(S3Request request) throws IOException {
        var bucket = access.open(request);
        OwnerAcl.checkPut(request, bucket, ConfigurationBody.read(request));
        var reply = Reply.empty(200);
        ObjectReader.addVersion(reply, bucket, ObjectReader.existing(objects, bucket, request));
        return reply;
    }
}
