package sealstead.s3.bucket;

import java.io.IOException;
import sealstead.s3.ConfigurationBody;
import sealstead.s3.Operation;
import sealstead.s3.S3Request;
import sealstead.wire.Reply;

/// PUT /{bucket}?encryption: how objects are encrypted that arrive without encryption headers (§1). The KMS key is not
/// looked at: as on AWS, the first object that needs it finds out.
public final class PutBucketEncryption implements Operation {
    private final BucketAccess access;
    private final Buckets buckets;

    public PutBucketEncryption(BucketAccess access, Buckets buckets) {
        this.access = access;
        this.buckets = buckets;
    }

    @Override
    public Reply handle(S3Request request) throws IOException {
        var bucket = access.open(request); // NoSuchBucket, AccessDenied
        var body = ConfigurationBody.required(request); // InvalidRequest, BadDigest, MissingRequestBodyError
        EncryptionXml.read(body, bucket.encryption()); // MalformedXML, InvalidArgument
        buckets.change(bucket, now -> now.with(EncryptionXml.read(body, now.encryption())));
        return Reply.empty(200);
    }
}
