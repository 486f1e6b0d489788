package sealstead.s3.operation.multipart;

import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import sealstead.encryption.Encryption;
import sealstead.encryption.Purpose;
import sealstead.s3.S3Request;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.bucket.RequestedBucket;
import sealstead.s3.content.EncryptionReply;
import sealstead.s3.content.NewObject;
import sealstead.s3.content.WritePlan;
import sealstead.s3.object.ChecksumNames;
import sealstead.s3.object.Expirations;
import sealstead.s3.object.Objects;
import sealstead.s3.object.UnsupportedHeaders;
import sealstead.s3.object.Upload;
import sealstead.s3.object.Uploads;
import sealstead.wire.Reply;
import sealstead.xml.XmlWriter;

/// POST /{bucket}/{key}?uploads: begins an upload. Its encryption is decided here and kept, whatever becomes of the
/// bucket's default meanwhile: one data key for all parts.
public final class CreateMultipartUpload implements S3Handler.OnBucket {
    private final BucketAccess access;
    private final Buckets buckets;
    private final Encryption encryption;
    private final Objects objects;
    private final Uploads uploads;
    private final Expirations expirations;
    private final Clock clock;

    public CreateMultipartUpload(
            BucketAccess access,
            Buckets buckets,
            Encryption encryption,
            Objects objects,
            Uploads uploads,
            Expirations expirations,
            Clock clock) {
        this.access = access;
        this.buckets = buckets;
        this.encryption = encryption;
        this.objects = objects;
        this.uploads = uploads;
        this.expirations = expirations;
        this.clock = clock;
    }

    @Override
    public void beforeAsking(S3Request request, RequestedBucket bucket) {
        request.checkNotAnonymous("Anonymous users cannot initiate multipart uploads.  Please authenticate.");
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        UnsupportedHeaders.check(request, bucket);
        var rights = access.rightsOfNew(request, bucket);
        var description = NewObject.of(request, bucket, rights, clock.instant());
        var checksum = UploadChecksums.choose(ChecksumNames.algorithm(request), request.header("x-amz-checksum-type"));
        var plan = WritePlan.of(encryption, request, bucket, Purpose.CREATE_MULTIPART_UPLOAD);
        try (var sealer = plan.seal(encryption)) {
            var upload = new Upload(
                    request.key(),
                    uploads.newId(),
                    clock.instant(),
                    request.principal().arn(),
                    description.attributes(),
                    description.tags(),
                    description.lock(),
                    sealer.envelope(0),
                    checksum,
                    Upload.State.OPEN,
                    Optional.empty(),
                    objects.find(bucket.id(), request.key()).object().isPresent(),
                    description.storageClass());
            buckets.checkWritable(bucket);
            uploads.create(bucket.id(), upload);
            var xml = XmlWriter.document("InitiateMultipartUploadResult")
                    .element("Bucket", bucket.name())
                    .element("Key", request.key())
                    .element("UploadId", upload.id());
            var reply = Reply.of(200, "application/xml", xml.toBytes());
            EncryptionReply.addTo(reply, upload.envelope(), plan.customerKey());
            expirations.addTo(reply, bucket, upload);
            checksum.ifPresent(chosen -> reply.with(
                            "x-amz-checksum-algorithm", chosen.algorithm().name())
                    .with("x-amz-checksum-type", chosen.type()));
            return reply;
        }
    }
}
