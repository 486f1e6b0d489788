package sealstead.s3.bucket;

import java.io.IOException;
import sealstead.s3.Operation;
import sealstead.s3.S3Request;
import sealstead.wire.Reply;

/// DELETE of a configuration that no bucket ever has: it is not there afterwards, as asked.
public final class DeleteAbsentConfiguration implements Operation {
    private final BucketAccess access;

    public DeleteAbsentConfiguration(BucketAccess access) {
        this.access = access;
    }

    @Override
    public Reply handle(S3Request request) throws IOException {
        access.open(request);
        return Reply.empty(204);
    }
}
