package sealstead.s3.operation.listing;

import java.io.IOException;
import sealstead.custody.PageTokens;
import sealstead.iam.policy.CanonicalUser;
import sealstead.s3.IncompleteListing;
import sealstead.s3.PageToken;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.object.Objects;
import sealstead.s3.object.Uploads;
import sealstead.wire.Reply;
import sealstead.xml.XmlWriter;

/// GET /{bucket}?list-type=2: keys in order, in pages that a continuation token ties together. A directory bucket shows
/// prefixes of open uploads as well, and takes whole directories only.
public final class ListObjectsV2 implements S3Handler.OnBucket {
    private final Objects objects;
    private final Uploads uploads;
    private final PageTokens tokens;

    public ListObjectsV2(Objects objects, Uploads uploads, PageTokens tokens) {
        this.objects = objects;
        this.uploads = uploads;
        this.tokens = tokens;
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        var query = bucket.isDirectory() ? ListingQuery.ofDirectory(request.query()) : ListingQuery.of(request.query());
        var attributes = ListedAttributes.of(request, objects.now());
        var token = request.query().first("continuation-token");
        if (token.filter(String::isEmpty).isPresent()) {
            throw S3Error.INVALID_ARGUMENT
                    .saying("The continuation token provided is incorrect")
                    .with("ArgumentName", "continuation-token");
        }
        var startAfter = request.query().first("start-after").orElse("");
        var owner = request.query().first("fetch-owner").filter("true"::equals).map(yes -> bucket.owner());
        var pages = new PageToken(
                "continuation-token", tokens.of("ListObjectsV2", bucket.id(), query.prefix(), query.delimiter()));
        var after = token.map(pages::decode).orElse(startAfter);
        var page = bucket.isDirectory()
                ? Listing.pageWithUploads(objects, uploads, bucket.id(), query, after)
                : Listing.page(objects, bucket.id(), query, after);

        var xml = XmlWriter.document("ListBucketResult")
                .element("Name", bucket.name())
                .element("Prefix", query.shown(query.prefix()));
        if (!query.delimiter().isEmpty()) {
            xml.element("Delimiter", query.shown(query.delimiter()));
        }
        xml.element("MaxKeys", query.maxKeys());
        if (query.encoded()) {
            xml.element("EncodingType", "url");
        }
        xml.element("KeyCount", page.items().size()).element("IsTruncated", page.more());
        token.ifPresent(given -> xml.element("ContinuationToken", given));
        if (page.more()) {
            xml.element(
                    "NextContinuationToken", pages.encode(page.items().getLast().name()));
        }
        if (!startAfter.isEmpty() && token.isEmpty()) {
            xml.element("StartAfter", query.shown(startAfter));
        }
        for (var item : page.keys()) {
            ListedObject.write(xml, query, attributes, item, bucket, owner.map(CanonicalUser::of));
        }
        for (var prefix : page.prefixes()) {
            xml.begin("CommonPrefixes").element("Prefix", query.shown(prefix)).end();
        }
        var reply =
                Reply.takingOver(200, "application/xml", xml.toBytes()).with("x-amz-bucket-region", bucket.region());
        return IncompleteListing.told(page.damaged(), reply);
    }
}
