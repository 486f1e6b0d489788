package sealstead.s3.operation.object;

import java.io.IOException;
import java.util.Optional;
import sealstead.encryption.Encryption;
import sealstead.encryption.Purpose;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.RequestedBucket;
import sealstead.s3.content.EncryptionReply;
import sealstead.s3.content.ObjectReader;
import sealstead.s3.content.ReadPlan;
import sealstead.s3.content.Selection;
import sealstead.s3.object.Expirations;
import sealstead.s3.object.Manifest;
import sealstead.s3.object.Objects;
import sealstead.s3.object.ReadConditions;
import sealstead.wire.Reply;

/// HEAD /{bucket}/{key}: what GetObject would say, without the body. It calls the KMS only if the checksum is asked
/// for, which is sealed with the object.
public final class HeadObject implements S3Handler.OnBucket {
    private final Encryption encryption;
    private final Objects objects;
    private final Expirations expirations;

    public HeadObject(Encryption encryption, Objects objects, Expirations expirations) {
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
        var object = ObjectReader.existing(objects, bucket, request);
        var plan = ReadPlan.of(request, bucket, object, Purpose.HEAD_OBJECT);
        plan.checkCustomerKey(encryption);
        ReadConditions.of(request).check(object.etag(), object.lastModified());
        Optional<Manifest> manifest = Selection.wantsPart(request) && object.parts() > 0
                ? objects.manifest(bucket.id(), request.key(), object)
                : Optional.empty();
        var selection = Selection.of(request, object, manifest);

        var reply = Reply.empty(selection.partial() ? 206 : 200);
        ObjectReader.describe(reply, bucket, object, request, expirations, objects.now());
        EncryptionReply.addTo(reply, object.envelope(), plan.customerKey());
        reply.with("content-length", Long.toString(selection.bytes().bytes()));
        ObjectReader.describe(reply, object, selection);
        if (ObjectReader.wantsChecksum(request)) {
            try (var opener = plan.open(encryption)) {
                ObjectReader.addChecksum(reply, object, manifest, selection, opener);
            }
        }
        return reply;
    }
}
