package sealstead.s3.object;

import java.io.IOException;
import sealstead.encryption.CustomerKey;
import sealstead.encryption.Encryption;
import sealstead.encryption.ObjectName;
import sealstead.kms.Reason;
import sealstead.s3.Operation;
import sealstead.s3.S3Request;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.BucketAccess;
import sealstead.wire.Reply;

/// HEAD /{bucket}/{key}: what GetObject would say, without the body. It calls the KMS only if the checksum is asked
/// for,
/// which is sealed with the object.
public final class HeadObject implements Operation {
    private final BucketAccess access;
    private final Encryption encryption;
    private final Objects objects;
    private final KmsUse kmsUse;

    public HeadObject(BucketAccess access, Encryption encryption, Objects objects, KmsUse kmsUse) {
        this.access = access;
        this.encryption = encryption;
        this.objects = objects;
        this.kmsUse = kmsUse;
    }

    @Override
    public Reply handle(S3Request request) throws IOException {
        var bucket = access.open(request);
        ObjectReader.refusePartNumber(request);
        var object = ObjectReader.existing(objects, bucket, request);
        var customer = CustomerKey.read(request.headers());
        encryption.checkCustomerKey(object.envelope(), customer, request.wire().peer());
        ReadConditions.of(request.headers()).check(object.etag(), object.lastModified());
        var range = ObjectReader.range(request, object);

        var reply = Reply.empty(range.isPresent() ? 206 : 200);
        ObjectReader.describe(reply, object, request);
        EncryptionReply.addTo(reply, object.envelope(), customer);
        reply.with("content-length", Long.toString(range.map(ByteRange::bytes).orElse(object.bytes())));
        if (range.isPresent()) {
            var part = range.get();
            reply.with("content-range", "bytes " + part.first() + "-" + part.last() + "/" + object.bytes());
        } else if (ObjectReader.wantsChecksum(request)) {
            addChecksum(reply, request, bucket, object);
        }
        return reply;
    }

    private void addChecksum(Reply reply, S3Request request, Bucket bucket, StoredObject object) throws IOException {
        var name = new ObjectName(bucket.id(), bucket.name(), request.key());
        try (var opening = encryption.open(
                name,
                object.envelope(),
                bucket.serviceKeys(),
                CustomerKey.read(request.headers()),
                kmsUse.of(request, bucket, Reason.HEAD_OBJECT),
                request.wire().peer())) {
            StoredChecksum.addTo(
                    reply, object.checksum().algorithm(), object.checksum().digest(opening));
        }
    }
}
