package sealstead.s3.object;

import java.util.Optional;
import sealstead.s3.xml.XmlWriter;

/// One `Contents` element of a listing.
final class ListedObject {
    private ListedObject() {}

    static void write(XmlWriter xml, ListingQuery query, Listing.Item.Key item, Optional<String> owner) {
        var object = item.object();
        xml.begin("Contents")
                .element("Key", query.shown(item.name()))
                .element("LastModified", HttpDate.xml(object.lastModified()))
                .element("ETag", EntityTag.quoted(object.etag()))
                .element("ChecksumAlgorithm", object.checksum().algorithm().name())
                .element("ChecksumType", "FULL_OBJECT")
                .element("Size", object.bytes());
        owner.ifPresent(id -> xml.begin("Owner").element("ID", id).end());
        xml.element("StorageClass", StoredObject.STORAGE_CLASS).end();
    }
}
