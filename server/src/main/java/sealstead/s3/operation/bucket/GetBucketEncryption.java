package sealstead.s3.operation.bucket;

import java.io.IOException;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.EncryptionXml;
import sealstead.wire.Reply;

/// GET /{bucket}?encryption: the default in force; every bucket has one, so there is no "not found".
public final class GetBucketEncryption implements S3Handler.OnBucket {
    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        return Reply.of(200, "application/xml", EncryptionXml.write(bucket.encryption(), bucket.isDirectory()));
    }
}
