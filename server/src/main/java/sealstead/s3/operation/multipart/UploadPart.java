package sealstead.s3.operation.multipart;

import java.io.IOException;
import sealstead.encryption.Encryption;
import sealstead.encryption.KeyReuse;
import sealstead.s3.ContentMd5;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.content.BodyDigests;
import sealstead.s3.content.BodyPump;
import sealstead.s3.content.EncryptionReply;
import sealstead.s3.content.PartWriter;
import sealstead.s3.content.UploadPlan;
import sealstead.s3.object.EntityTag;
import sealstead.s3.object.LockHeaders;
import sealstead.s3.object.Objects;
import sealstead.s3.object.Uploads;
import sealstead.s3.operation.object.PutObject;
import sealstead.wire.Reply;

/// PUT /{bucket}/{key}?partNumber&uploadId: one part, sealed by itself under the upload's key.
public final class UploadPart implements S3Handler.OnBucket {
    private final Encryption encryption;
    private final Objects objects;
    private final Uploads uploads;
    private final PartWriter writer;

    public UploadPart(Encryption encryption, Objects objects, Uploads uploads, PartWriter writer) {
        this.encryption = encryption;
        this.objects = objects;
        this.uploads = uploads;
        this.writer = writer;
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        int number = UploadRequest.partNumber(request);
        var declared = PutObject.declaredChecksum(request);
        var contentMd5 = ContentMd5.read(request.headers()).map(ContentMd5::ofPart);
        var payload = request.payload();
        PutObject.checkLength(payload.length());
        var found = open(objects, bucket, uploads.find(bucket.id(), request.key(), UploadRequest.uploadId(request)));
        var upload = found.upload();
        UploadChecksums.checkPart(upload, declared);
        LockHeaders.checkDigest(upload.lock(), declared, contentMd5, "Put Part");
        var plan = UploadPlan.ofPart(encryption, request, bucket, upload, KeyReuse.WITHIN_WINDOW);
        try (var sealer = plan.resume(encryption)) {
            var digests = new BodyDigests(declared, contentMd5, UploadChecksums.kept(upload), sealer.hasMd5Etag());
            var part = writer.write(bucket, found, number, sealer, payload.length(), BodyPump.of(payload, digests));
            var reply =
                    Reply.empty(200).with("etag", EntityTag.quoted(part.part().etag()));
            var shown = declared.filter(checksum -> checksum.algorithm() != part.algorithm() && !bucket.isDirectory());
            if (shown.isPresent()) {
                reply.with(
                        shown.get().algorithm().headerName(),
                        shown.get().completed(payload.trailers()).value());
            } else {
                reply.with(part.algorithm().headerName(), part.checksumText());
            }
            EncryptionReply.addTo(reply, upload.envelope(), plan.customerKey());
            return reply;
        }
    }

    /// The upload, which must still take parts.
    static Uploads.Found open(Objects objects, Bucket bucket, Uploads.Found found) throws IOException {
        if (!objects.isOpen(bucket.id(), found.upload())) {
            throw Uploads.noSuchUpload(found.upload().id());
        }
        return found;
    }
}
