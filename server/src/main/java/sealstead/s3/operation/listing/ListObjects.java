package sealstead.s3.operation.listing;

import java.io.IOException;
import java.util.Optional;
import sealstead.iam.policy.CanonicalUser;
import sealstead.s3.IncompleteListing;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.object.Objects;
import sealstead.wire.Reply;
import sealstead.xml.XmlWriter;

/// GET /{bucket}: the first version of the listing, which goes on from a key (`marker`).
public final class ListObjects implements S3Handler.OnBucket {
    private final Objects objects;

    public ListObjects(Objects objects) {
        this.objects = objects;
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        var query = ListingQuery.of(request.query());
        var attributes = ListedAttributes.of(request, objects.now());
        var marker = request.query().first("marker").orElse("");
        var page = Listing.page(objects, bucket.id(), query, marker);

        var xml = XmlWriter.document("ListBucketResult")
                .element("Name", bucket.name())
                .element("Prefix", query.shown(query.prefix()))
                .element("Marker", query.shown(marker));
        if (page.more() && !query.delimiter().isEmpty()) {
            xml.element("NextMarker", query.shown(page.items().getLast().name()));
        }
        xml.element("MaxKeys", query.maxKeys());
        if (!query.delimiter().isEmpty()) {
            xml.element("Delimiter", query.shown(query.delimiter()));
        }
        if (query.encoded()) {
            xml.element("EncodingType", "url");
        }
        xml.element("IsTruncated", page.more());
        // Who is not known is not told whose it is.
        var owner = Optional.of(CanonicalUser.of(bucket.owner()))
                .filter(id -> !request.context().isAnonymous());
        for (var item : page.keys()) {
            ListedObject.write(xml, query, attributes, item, bucket, owner);
        }
        for (var prefix : page.prefixes()) {
            xml.begin("CommonPrefixes").element("Prefix", query.shown(prefix)).end();
        }
        var reply =
                Reply.takingOver(200, "application/xml", xml.toBytes()).with("x-amz-bucket-region", bucket.region());
        return IncompleteListing.told(page.damaged(), reply);
    }
}
