package sealstead.s3.bucket;

import java.io.IOException;
import sealstead.s3.Operation;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.wire.Reply;

/// GET of a configuration whose PUT is refused, so that no bucket ever has it: replication, website.
public final class GetAbsentConfiguration implements Operation {
    private final BucketAccess access;
    private final S3Error absent;

    public GetAbsentConfiguration(BucketAccess access, S3Error absent) {
        this.access = access;
        this.absent = absent;
    }

    @Override
    public Reply handle(S3Request request) throws IOException {
        throw absent.refusal().with("BucketName", access.open(request).name());
    }
}
