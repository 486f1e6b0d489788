package sealstead.s3.object;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import sealstead.encryption.CustomerKey;
import sealstead.encryption.Encryption;
import sealstead.encryption.ObjectName;
import sealstead.encryption.Opening;
import sealstead.kms.Reason;
import sealstead.s3.Operation;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.BucketAccess;
import sealstead.wire.Reply;

/// GET /{bucket}/{key}: the object or a range of it. Only the segments that are asked for are read and opened, and no
/// byte leaves before its segment has verified.
public final class GetObject implements Operation {
    private static final int MOST_TRIES = 5;

    private final BucketAccess access;
    private final Encryption encryption;
    private final Objects objects;
    private final KmsUse kmsUse;

    public GetObject(BucketAccess access, Encryption encryption, Objects objects, KmsUse kmsUse) {
        this.access = access;
        this.encryption = encryption;
        this.objects = objects;
        this.kmsUse = kmsUse;
    }

    @Override
    public Reply handle(S3Request request) throws IOException {
        var bucket = access.open(request);
        ObjectReader.refusePartNumber(request);
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            var object = ObjectReader.existing(objects, bucket, request);
            var ciphertext = objects.open(bucket.id(), request.key(), object);
            if (ciphertext.isPresent()) {
                return reply(request, bucket, object, ciphertext.get());
            }
            // Replaced between the two reads: the new one is there now.
        }
        throw S3Error.SLOW_DOWN.refusal();
    }

    private Reply reply(S3Request request, Bucket bucket, StoredObject object, Objects.Ciphertext ciphertext)
            throws IOException {
        Optional<Opening> opened = Optional.empty();
        boolean handedOver = false;
        try {
            var peer = request.wire().peer();
            var customer = CustomerKey.read(request.headers());
            encryption.checkCustomerKey(object.envelope(), customer, peer);
            ReadConditions.of(request.headers()).check(object.etag(), object.lastModified());
            var range = ObjectReader.range(request, object);
            var name = new ObjectName(bucket.id(), bucket.name(), request.key());
            var opening = encryption.open(
                    name,
                    object.envelope(),
                    bucket.serviceKeys(),
                    customer,
                    kmsUse.of(request, bucket, Reason.GET_OBJECT),
                    peer);
            opened = Optional.of(opening);
            var reply = Reply.streaming(
                    range.isPresent() ? 206 : 200,
                    range.map(ByteRange::bytes).orElse(object.bytes()),
                    out -> send(opening, ciphertext, object, range, out));
            ObjectReader.describe(reply, object, request);
            EncryptionReply.addTo(reply, object.envelope(), customer);
            if (range.isPresent()) {
                var sent = range.get();
                reply.with("content-range", "bytes " + sent.first() + "-" + sent.last() + "/" + object.bytes());
            } else if (ObjectReader.wantsChecksum(request)) {
                // A checksum of the whole must not stand beside a part (§9.3).
                StoredChecksum.addTo(
                        reply, object.checksum().algorithm(), object.checksum().digest(opening));
            }
            handedOver = true;
            return reply;
        } finally {
            if (!handedOver) {
                ciphertext.close();
                opened.ifPresent(Opening::close);
            }
        }
    }

    private static void send(
            Opening opening,
            Objects.Ciphertext ciphertext,
            StoredObject object,
            Optional<ByteRange> range,
            OutputStream out)
            throws IOException {
        try (opening;
                ciphertext) {
            var bytes = range.orElse(new ByteRange(0, object.bytes() - 1));
            opening.copy(ciphertext, bytes.first(), bytes.bytes(), out::write);
        }
    }
}
