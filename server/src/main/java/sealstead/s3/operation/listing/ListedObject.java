package sealstead.s3.operation.listing;

import java.util.Optional;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.object.EntityTag;
import sealstead.s3.object.HttpDate;
import sealstead.s3.object.ListedVersion;
import sealstead.xml.XmlWriter;

/// One `Contents` element of a listing.
final class ListedObject {
    private ListedObject() {}

    /// @param owner the canonical user id of the bucket's owner, if owners are to be shown
    static void write(
            XmlWriter xml,
            ListingQuery query,
            ListedAttributes attributes,
            DelimitedScan.Item.Key<ListedVersion> item,
            Bucket bucket,
            Optional<String> owner) {
        var object = item.shown();
        xml.begin("Contents")
                .element("Key", query.shown(item.name()))
                .element("LastModified", HttpDate.xml(object.lastModified()))
                .element("ETag", EntityTag.quoted(object.etag()));
        writeChecksum(xml, object);
        xml.element("Size", object.bytes());
        owner.ifPresent(id -> xml.begin("Owner")
                .element("ID", bucket.ownerId(object.rights(), id))
                .end());
        xml.element("StorageClass", object.storage().storageClass().shown(bucket));
        attributes.write(xml, object);
        xml.end();
    }

    static void writeChecksum(XmlWriter xml, ListedVersion object) {
        object.checksum()
                .ifPresent(checksum -> xml.element(
                                "ChecksumAlgorithm", checksum.algorithm().name())
                        .element("ChecksumType", checksum.type()));
    }
}
