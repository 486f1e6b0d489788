package sealstead.s3.object;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import sealstead.iam.policy.CanonicalUser;
import sealstead.s3.Operation;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.bucket.BucketAccess;
import sealstead.s3.xml.XmlWriter;
import sealstead.wire.Reply;

/// GET /{bucket}?list-type=2: keys in order, in pages that a continuation token ties together.
public final class ListObjectsV2 implements Operation {
    private final BucketAccess access;
    private final Objects objects;

    public ListObjectsV2(BucketAccess access, Objects objects) {
        this.access = access;
        this.objects = objects;
    }

    @Override
    public Reply handle(S3Request request) throws IOException {
        var bucket = access.open(request);
        var query = ListingQuery.of(request.query());
        var token = request.query().first("continuation-token");
        var startAfter = request.query().first("start-after").orElse("");
        var owner = request.query().first("fetch-owner").filter("true"::equals).map(yes -> bucket.owner());
        var page = Listing.page(
                objects, bucket.id(), query, token.map(ListObjectsV2::decode).orElse(startAfter));

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
            xml.element("NextContinuationToken", encode(page.items().getLast().name()));
        }
        if (!startAfter.isEmpty()) {
            xml.element("StartAfter", query.shown(startAfter));
        }
        for (var item : page.keys()) {
            ListedObject.write(xml, query, item, owner.map(CanonicalUser::of));
        }
        for (var prefix : page.prefixes()) {
            xml.begin("CommonPrefixes")
                    .element("Prefix", query.shown(prefix.name()))
                    .end();
        }
        return Reply.of(200, "application/xml", xml.toBytes());
    }

    private static String encode(String name) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(name.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String token) {
        try {
            if (!token.isEmpty()) {
                return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            }
        } catch (IllegalArgumentException notOurs) {
            // refused below, like an empty one
        }
        throw S3Error.invalidArgument("The continuation token provided is incorrect", "continuation-token", token);
    }
}
