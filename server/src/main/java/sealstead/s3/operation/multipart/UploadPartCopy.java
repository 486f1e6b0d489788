package sealstead.s3.operation.multipart;

import java.io.IOException;
import java.util.regex.Pattern;
import sealstead.encryption.Encryption;
import sealstead.s3.KeepAliveReply;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.RequestedBucket;
import sealstead.s3.content.BodyDigests;
import sealstead.s3.content.EncryptionReply;
import sealstead.s3.content.OpenedObject;
import sealstead.s3.content.PartWriter;
import sealstead.s3.content.SourceObject;
import sealstead.s3.content.UploadPlan;
import sealstead.s3.object.ByteRange;
import sealstead.s3.object.EntityTag;
import sealstead.s3.object.HttpDate;
import sealstead.s3.object.Objects;
import sealstead.s3.object.ReadConditions;
import sealstead.s3.object.StoredObject;
import sealstead.s3.object.UploadedPart;
import sealstead.s3.object.Uploads;
import sealstead.s3.operation.object.PutObject;
import sealstead.wire.Clipped;
import sealstead.wire.Reply;
import sealstead.xml.XmlWriter;

/// PUT /{bucket}/{key}?partNumber&uploadId with `x-amz-copy-source`: a part out of an object or a range of it.
public final class UploadPartCopy implements S3Handler.OnBucket {
    private static final String RANGE = "x-amz-copy-source-range";
    private static final Pattern FORM = Pattern.compile("bytes=([0-9]{1,18})-([0-9]{1,18})");

    private final BucketAccess access;
    private final Encryption encryption;
    private final Objects objects;
    private final Uploads uploads;
    private final PartWriter writer;
    private final KeepAliveReply keepAlive;

    public UploadPartCopy(
            BucketAccess access,
            Encryption encryption,
            Objects objects,
            Uploads uploads,
            PartWriter writer,
            KeepAliveReply keepAlive) {
        this.access = access;
        this.encryption = encryption;
        this.objects = objects;
        this.uploads = uploads;
        this.writer = writer;
        this.keepAlive = keepAlive;
    }

    @Override
    public void beforeAsking(S3Request request, RequestedBucket bucket) {
        SourceObject.checkNamed(request);
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        var source = SourceObject.of(request);
        var sourceBucket = access.openCopySource(request, source.named());
        var between = new SourceObject.Between(sourceBucket, bucket);
        keepAlive.checkMayCopy(request);
        int number = UploadRequest.partNumber(request);
        var found = UploadPart.open(
                objects, bucket, uploads.find(bucket.id(), request.key(), UploadRequest.uploadId(request)));
        var upload = found.upload();
        var plan = UploadPlan.ofPart(encryption, request, bucket, upload, between.reuse());
        var customer = plan.customerKey();
        var object = source.find(objects, sourceBucket);
        object.storage().checkReadableSource(objects.now());
        ReadConditions.ofCopySource(request).checkCopySource(object.etag(), object.lastModified());
        var range = range(request, object);
        PutObject.checkLength(range.bytes());

        var sealer = plan.resume(encryption);
        OpenedObject opened;
        try {
            opened = source.open(objects, encryption, request, between, object);
        } catch (IOException | RuntimeException | Error failed) {
            sealer.close();
            throw failed;
        }
        return keepAlive.copy(request, early -> EncryptionReply.addTo(early, upload.envelope(), customer), () -> {
            try (opened;
                    sealer) {
                var digests = BodyDigests.ofCopy(UploadChecksums.kept(upload), sealer.hasMd5Etag());
                var part = writer.write(bucket, found, number, sealer, range.bytes(), plaintext -> {
                    opened.copy(range.first(), range.bytes(), digests, plaintext);
                    return digests.finish();
                });
                var reply = reply(part);
                EncryptionReply.addTo(reply, upload.envelope(), customer);
                source.addVersion(reply, sourceBucket, object);
                return reply;
            }
        });
    }

    private static Reply reply(UploadedPart part) {
        var xml = XmlWriter.document("CopyPartResult")
                .element("LastModified", HttpDate.xml(part.part().lastModified()))
                .element("ETag", EntityTag.quoted(part.part().etag()))
                .element(part.algorithm().elementName(), part.checksumText());
        return Reply.of(200, "application/xml", xml.toBytes());
    }

    /// Only `bytes=first-last`, and it must lie within the source.
    private static ByteRange range(S3Request request, StoredObject object) {
        var header = request.header(RANGE);
        if (header.isEmpty()) {
            return new ByteRange(0, object.bytes() - 1);
        }
        var text = header.get();
        var numbers = FORM.matcher(text);
        long first = numbers.matches() ? Long.parseLong(numbers.group(1)) : 0;
        long last = numbers.matches() ? Long.parseLong(numbers.group(2)) : -1;
        if (first > last) {
            throw S3Error.invalidArgument(
                    "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the"
                            + " zero-based offsets of the first and last bytes to copy",
                    RANGE,
                    Clipped.of(text));
        }
        if (first >= object.bytes()) {
            throw S3Error.INVALID_REQUEST.saying("The specified copy range is invalid for the source object size");
        }
        if (last >= object.bytes()) {
            throw S3Error.invalidArgument(
                    "Range specified is not valid for source object of size: " + object.bytes(), RANGE, text);
        }
        return new ByteRange(first, last);
    }
}
