package sealstead.s3.operation.multipart;

import java.io.IOException;
import sealstead.encryption.Encryption;
import sealstead.encryption.Purpose;
import sealstead.iam.policy.CanonicalUser;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.content.UploadPlan;
import sealstead.s3.object.EntityTag;
import sealstead.s3.object.Expirations;
import sealstead.s3.object.HttpDate;
import sealstead.s3.object.Objects;
import sealstead.s3.object.Upload;
import sealstead.s3.object.UploadedPart;
import sealstead.s3.object.Uploads;
import sealstead.wire.Reply;
import sealstead.xml.XmlWriter;

/// GET /{bucket}/{key}?uploadId: the parts of an open upload.
public final class ListParts implements S3Handler.OnBucket {
    private static final int MAX_PAGE = 1000;

    private final Encryption encryption;
    private final Objects objects;
    private final Uploads uploads;
    private final Expirations expirations;

    public ListParts(Encryption encryption, Objects objects, Uploads uploads, Expirations expirations) {
        this.encryption = encryption;
        this.objects = objects;
        this.uploads = uploads;
        this.expirations = expirations;
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        int most = UploadRequest.number(request, "max-parts", MAX_PAGE, MAX_PAGE);
        int marker = UploadRequest.number(request, "part-number-marker", 0, Integer.MAX_VALUE);
        var id = UploadRequest.uploadId(request);
        int from = Math.min(marker, UploadRequest.MAX_PARTS) + 1;
        var found = UploadPart.open(objects, bucket, uploads.withParts(bucket.id(), request.key(), id, from, most + 1));
        var upload = found.upload();
        var plan = UploadPlan.of(request, bucket, upload, Purpose.UPLOAD_PART);
        if (plan.customerKey().isPresent()) {
            plan.check(encryption, bucket);
        }
        boolean more = found.parts().size() > most;
        var parts = more ? found.parts().subList(0, most) : found.parts();

        var xml = XmlWriter.document("ListPartsResult")
                .element("Bucket", bucket.name())
                .element("Key", request.key())
                .element("UploadId", id);
        initiator(xml, upload, bucket.ownerId(upload.attributes().rights(), CanonicalUser.of(bucket.owner())));
        xml.element("StorageClass", upload.storageClass().shown(bucket)).element("PartNumberMarker", marker);
        xml.element(
                        "NextPartNumberMarker",
                        parts.isEmpty() ? 0 : parts.getLast().part().number())
                .element("MaxParts", most)
                .element("IsTruncated", more);
        upload.checksum()
                .ifPresent(chosen -> xml.element(
                                "ChecksumAlgorithm", chosen.algorithm().name())
                        .element("ChecksumType", chosen.type()));
        for (var part : parts) {
            write(xml, upload, part);
        }
        var reply = Reply.of(200, "application/xml", xml.toBytes());
        expirations.addTo(reply, bucket, upload);
        return reply;
    }

    /// Who began the upload, and who will own the object.
    static void initiator(XmlWriter xml, Upload upload, String owner) {
        var initiator = CanonicalUser.shown(upload.initiator());
        xml.begin("Initiator")
                .element("ID", initiator)
                .element("DisplayName", initiator)
                .end();
        xml.begin("Owner").element("ID", owner).end();
    }

    /// Checksums are shown only where one was chosen, as everything that is shown of a part before it is complete.
    private static void write(XmlWriter xml, Upload upload, UploadedPart uploaded) {
        var part = uploaded.part();
        xml.begin("Part")
                .element("PartNumber", part.number())
                .element("LastModified", HttpDate.xml(part.lastModified()))
                .element("ETag", EntityTag.quoted(part.etag()))
                .element("Size", part.bytes());
        if (upload.checksum().isPresent()) {
            xml.element(uploaded.algorithm().elementName(), uploaded.checksumText());
        }
        xml.end();
    }
}
