package sealstead.s3.operation.object;

import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import sealstead.encryption.Encryption;
import sealstead.encryption.ObjectOpener;
import sealstead.encryption.Purpose;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.content.ObjectReader;
import sealstead.s3.content.ReadPlan;
import sealstead.s3.object.HttpDate;
import sealstead.s3.object.Manifest;
import sealstead.s3.object.Objects;
import sealstead.s3.object.ReadConditions;
import sealstead.s3.object.StoredObject;
import sealstead.wire.Clipped;
import sealstead.wire.Reply;
import sealstead.xml.XmlWriter;

/// GET /{bucket}/{key}?attributes: what `x-amz-object-attributes` names of ETag, checksum, parts, storage class and
/// size. The KMS is called only if a sealed checksum is among them.
public final class GetObjectAttributes implements S3Handler.OnBucket {
    private static final Set<String> KNOWN = Set.of("ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize");
    private static final int MAX_PARTS = 1000;

    private final Encryption encryption;
    private final Objects objects;

    public GetObjectAttributes(Encryption encryption, Objects objects) {
        this.encryption = encryption;
        this.objects = objects;
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        var wanted = wanted(request);
        int most = number(request, "x-amz-max-parts", MAX_PARTS, MAX_PARTS);
        int marker = number(request, "x-amz-part-number-marker", 0, Integer.MAX_VALUE);
        var object = ObjectReader.existing(objects, bucket, request);
        var plan = ReadPlan.of(request, bucket, object, Purpose.GET_OBJECT_ATTRIBUTES);
        plan.checkCustomerKey(encryption);
        ReadConditions.of(request).check(object.etag(), object.lastModified());
        boolean wantsParts = wanted.contains("ObjectParts") && object.parts() > 0;
        Optional<Manifest> manifest =
                wantsParts ? objects.manifest(bucket.id(), request.key(), object) : Optional.empty();

        var xml = XmlWriter.document("GetObjectAttributesResponse");
        if (wanted.contains("ETag")) {
            xml.element("ETag", object.etag());
        }
        if (wanted.contains("Checksum") || manifest.isPresent()) {
            try (var opener = plan.open(encryption)) {
                if (wanted.contains("Checksum") && object.checksum().isPresent()) {
                    var checksum = object.checksum().get().clear(opener);
                    xml.begin("Checksum")
                            .element(checksum.algorithm().elementName(), checksum.base64())
                            .element("ChecksumType", checksum.type())
                            .end();
                }
                if (manifest.isPresent()) {
                    writeParts(xml, most, marker, object, manifest.get(), opener);
                }
            }
        }
        if (wanted.contains("StorageClass")) {
            xml.element("StorageClass", object.storage().storageClass().shown(bucket));
        }
        if (wanted.contains("ObjectSize")) {
            xml.element("ObjectSize", object.bytes());
        }
        var reply = Reply.of(200, "application/xml", xml.toBytes())
                .with("last-modified", HttpDate.header(object.lastModified()));
        ObjectReader.addVersion(reply, bucket, object);
        return reply;
    }

    private static Set<String> wanted(S3Request request) {
        var wanted = new HashSet<String>();
        for (var header : request.headers().all("x-amz-object-attributes")) {
            for (var name : header.split(",")) {
                if (!KNOWN.contains(name.strip())) {
                    throw S3Error.invalidArgument(
                            "Invalid attribute name specified.", "x-amz-object-attributes", Clipped.of(name));
                }
                wanted.add(name.strip());
            }
        }
        if (wanted.isEmpty()) {
            throw S3Error.invalidArgument(
                    "The x-amz-object-attributes header specifying the attributes to be retrieved is either missing or"
                            + " empty",
                    "x-amz-object-attributes",
                    "null");
        }
        return wanted;
    }

    /// The parts themselves are listed only where their checksums were kept on request, as S3 does it: for
    /// composite checksums.
    private static void writeParts(
            XmlWriter xml, int most, int marker, StoredObject object, Manifest manifest, ObjectOpener opener)
            throws IOException {
        xml.begin("ObjectParts").element("PartsCount", manifest.parts().size());
        boolean listed = object.checksum()
                .filter(checksum -> checksum.compositeParts() > 0)
                .isPresent();
        if (!listed || manifest.checksums().isEmpty()) {
            xml.end();
            return;
        }
        var checksums = manifest.checksums().get();
        var digests = checksums.clear(opener);
        var all = manifest.parts();
        int from = 0;
        while (from < all.size() && all.get(from).number() <= marker) {
            from++;
        }
        int to = Math.min(all.size(), from + most);
        xml.element("PartNumberMarker", marker)
                .element("NextPartNumberMarker", to > from ? all.get(to - 1).number() : 0)
                .element("MaxParts", most)
                .element("IsTruncated", to < all.size());
        for (int i = from; i < to; i++) {
            xml.begin("Part")
                    .element("PartNumber", all.get(i).number())
                    .element("Size", all.get(i).bytes())
                    .element(checksums.algorithm().elementName(), digests.get(i))
                    .end();
        }
        xml.end();
    }

    private static int number(S3Request request, String header, int byDefault, int most) {
        var text = request.header(header);
        if (text.isEmpty()) {
            return byDefault;
        }
        if (!text.get().matches("[0-9]{1,9}")) {
            throw S3Error.invalidArgument(
                    "Provided " + header + " not an integer or within integer range", header, Clipped.of(text.get()));
        }
        return Math.min(most, Integer.parseInt(text.get()));
    }
}
