package sealstead.s3.operation.object;

import java.io.IOException;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sealstead.encryption.Encryption;
import sealstead.encryption.ObjectOpener;
import sealstead.encryption.Purpose;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.RequestedBucket;
import sealstead.s3.content.EncryptionReply;
import sealstead.s3.content.ObjectReader;
import sealstead.s3.content.ReadPlan;
import sealstead.s3.content.Selection;
import sealstead.s3.object.ByteRange;
import sealstead.s3.object.Expirations;
import sealstead.s3.object.Manifest;
import sealstead.s3.object.Objects;
import sealstead.s3.object.ReadConditions;
import sealstead.s3.object.StoredBody;
import sealstead.s3.object.StoredObject;
import sealstead.wire.Reply;

/// GET /{bucket}/{key}: the object or a range of it. Only the segments that are asked for are read and opened,
/// and no byte leaves before its segment has verified.
public final class GetObject implements S3Handler.OnBucket {
    private static final int MAX_TRIES = 5;
    private static final Optional<Manifest> NO_PARTS = Optional.empty();

    private final Encryption encryption;
    private final Objects objects;
    private final Expirations expirations;

    public GetObject(Encryption encryption, Objects objects, Expirations expirations) {
        this.encryption = encryption;
        this.objects = objects;
        this.expirations = expirations;
    }

    @Override
    public void beforeAsking(S3Request request, RequestedBucket bucket) {
        ObjectReader.checkOverrides(request);
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        Selection.checkPartNumber(request);
        var ids = new HashSet<String>();
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            var object = ObjectReader.existing(objects, bucket, request);
            var body = objects.open(bucket.id(), request.key(), object);
            if (body.isPresent()) {
                return reply(request, bucket, object, body.get());
            }
            // Replaced between the two reads: then the new one is there now.
            if (!ids.add(object.envelope().objectId())) {
                throw objects.lost(bucket, request.key(), object);
            }
        }
        throw S3Error.SLOW_DOWN.refusal();
    }

    private Reply reply(S3Request request, Bucket bucket, StoredObject object, StoredBody body) throws IOException {
        @Nullable ObjectOpener opened = null;
        boolean handedOver = false;
        try {
            var plan = ReadPlan.of(request, bucket, object, Purpose.GET_OBJECT);
            plan.checkCustomerKey(encryption);
            ReadConditions.of(request).check(object.etag(), object.lastModified());
            object.storage().checkReadable(objects.now());
            var manifest = body instanceof StoredBody.Parts parts ? Optional.of(parts.manifest()) : NO_PARTS;
            var selection = Selection.of(request, object, manifest);
            var opener = plan.open(encryption);
            opened = opener;
            var bytes = selection.bytes();
            var reply = Reply.streaming(
                    selection.partial() ? 206 : 200, bytes.bytes(), out -> send(opener, body, bytes, out));
            ObjectReader.describe(reply, bucket, object, request, expirations, objects.now());
            EncryptionReply.addTo(reply, object.envelope(), plan.customerKey());
            ObjectReader.describe(reply, object, selection);
            if (ObjectReader.wantsChecksum(request)) {
                ObjectReader.addChecksum(reply, object, manifest, selection, opener);
            }
            handedOver = true;
            return reply;
        } finally {
            if (!handedOver) {
                body.close();
                if (opened != null) {
                    opened.close();
                }
            }
        }
    }

    private static void send(ObjectOpener opener, StoredBody body, ByteRange bytes, OutputStream out)
            throws IOException {
        try (opener;
                body) {
            body.copy(opener, bytes.first(), bytes.bytes(), out::write);
        }
    }
}
