package sealstead.s3.operation.bucket;

import java.io.IOException;
import sealstead.s3.Operation;
import sealstead.s3.S3Request;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.bucket.EncryptionXml;
import sealstead.wire.Reply;

/// GET /{bucket}?encryption: the default in force; every bucket has one, so there is no "not found".
public final class GetBucketEncryption implements Operation {
    private final BucketAccess access;

    public GetBucketEncryption(BucketAccess access) {
        this.access = access;
    }

    @Override
    public Reply handle(S3Request request) throws IOException {
        var bucket = access.open(request);
        return Reply.of(200, "application/xml", EncryptionXml.write(bucket.encryption(), bucket.isDirectory()));
    }
}
