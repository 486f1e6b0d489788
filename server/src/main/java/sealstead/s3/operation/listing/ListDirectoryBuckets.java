package sealstead.s3.operation.listing;

import java.io.IOException;
import sealstead.custody.PageTokens;
import sealstead.s3.PageToken;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.bucket.RequestedBucket;
import sealstead.wire.Reply;
import sealstead.xml.XmlWriter;

/// GET / for S3 Express: the caller's directory buckets in the region that the request was signed for, by their names.
public final class ListDirectoryBuckets implements S3Handler.AskingItself {
    private static final int MAX_BUCKETS = 1000;

    private final BucketAccess access;
    private final Buckets buckets;
    private final PageTokens tokens;

    public ListDirectoryBuckets(BucketAccess access, Buckets buckets, PageTokens tokens) {
        this.access = access;
        this.buckets = buckets;
        this.tokens = tokens;
    }

    @Override
    public Reply handle(S3Request request, RequestedBucket requested) throws IOException {
        access.checkAccount(request, "*");
        var query = request.query();
        int limit = query.first("max-directory-buckets")
                .map(ListDirectoryBuckets::limit)
                .orElse(MAX_BUCKETS);
        var owner = request.principal().accountId();
        var region = request.context().region();
        var pages = new PageToken("continuation-token", tokens.of("ListDirectoryBuckets", owner, region));
        var after = query.first("continuation-token")
                .filter(token -> !token.isEmpty())
                .map(pages::decode)
                .orElse("");
        var page = buckets.ownedBy(owner, true, "", region, after, limit);

        var xml = XmlWriter.document("ListAllMyDirectoryBucketsResult").begin("Buckets");
        for (var bucket : page.chosen()) {
            xml.begin("Bucket")
                    .element("Name", bucket.name())
                    .element("CreationDate", bucket.creationDate())
                    .element("BucketArn", bucket.arn())
                    .end();
        }
        xml.end();
        // A page of nothing has no end to go on from.
        if (page.more() && limit > 0) {
            xml.element(
                    "ContinuationToken", pages.encode(page.chosen().getLast().name()));
        }
        return Reply.of(200, "application/xml", xml.toBytes());
    }

    private static int limit(String text) {
        if (text.matches("[0-9]{1,4}") && Integer.parseInt(text) <= MAX_BUCKETS) {
            return Integer.parseInt(text);
        }
        throw S3Error.invalidArgument(
                "Argument max-directory-buckets must be an integer between 0 and 1000", "max-directory-buckets", text);
    }
}
