package sealstead.s3.operation.bucket;

import java.io.IOException;
import sealstead.encryption.Algorithm;
import sealstead.encryption.BucketEncryption;
import sealstead.encryption.DirectoryEncryption;
import sealstead.encryption.Encryption;
import sealstead.encryption.KeyCheck;
import sealstead.s3.ConfigurationBody;
import sealstead.s3.RequestDocument;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.bucket.EncryptionXml;
import sealstead.wire.Reply;

/// PUT /{bucket}?encryption: how objects are encrypted that arrive without encryption headers. The KMS key of a
/// general purpose bucket is not looked at: as on AWS, the first object that needs it finds out. That of a directory
/// bucket is used once as the caller, and is the only one that the bucket will ever have.
public final class PutBucketEncryption implements S3Handler.OnBucket {
    private final Buckets buckets;
    private final Encryption encryption;
    private final KeyCheck keys;

    public PutBucketEncryption(Buckets buckets, Encryption encryption, KeyCheck keys) {
        this.buckets = buckets;
        this.encryption = encryption;
        this.keys = keys;
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        var body = ConfigurationBody.required(request); // InvalidRequest, BadDigest, MissingRequestBodyError
        if (bucket.isDirectory()) {
            putInDirectory(request, bucket, body);
            return Reply.empty(200);
        }
        var asked = EncryptionXml.read(body); // MalformedXML, InvalidArgument
        buckets.change(bucket, now -> now.with(asked.over(now.encryption())));
        return Reply.empty(200);
    }

    private void putInDirectory(S3Request request, Bucket bucket, RequestDocument body) throws IOException {
        var asked = EncryptionXml.readForDirectory(body);
        DirectoryEncryption.checkDefault(asked.algorithm(), asked.keyId(), asked.bucketKey());
        if (asked.algorithm() == Algorithm.AES256) {
            var byDefault = new BucketEncryption(Algorithm.AES256, "", false, false, true);
            buckets.change(bucket, now -> now.with(byDefault));
            return;
        }
        encryption.checkTransport(request.peer());
        var arn = keys.configured(request.context(), bucket.asEncrypted(), asked.keyId());
        var byDefault = new BucketEncryption(Algorithm.AWS_KMS, asked.keyId(), true, false, true);
        buckets.change(bucket, now -> {
            var directory = now.directory().orElseThrow(() -> S3Error.noSuchBucket(now.name()));
            if (!directory.lifetimeKey().isEmpty() && !directory.lifetimeKey().equals(arn)) {
                throw DirectoryEncryption.secondKey();
            }
            return now.with(byDefault).with(directory.withLifetimeKey(arn));
        });
    }
}
