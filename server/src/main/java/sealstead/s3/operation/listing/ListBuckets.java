package sealstead.s3.operation.listing;

import java.io.IOException;
import java.util.regex.Pattern;
import sealstead.custody.PageTokens;
import sealstead.iam.policy.CanonicalUser;
import sealstead.s3.PageToken;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.bucket.RequestedBucket;
import sealstead.wire.Reply;
import sealstead.xml.XmlWriter;

/// GET /: the caller's general purpose buckets in order of their names, in pages if `max-buckets` asks for them.
public final class ListBuckets implements S3Handler.AskingItself {
    private static final int MAX_BUCKETS = 10_000;
    /// The form of AWS's names of regions; a server may have others of its own.
    private static final Pattern REGION = Pattern.compile("(us|eu|ap|sa|ca|mx|me|af|il|cn|us-gov|us-iso[a-z]?|eu-isoe)"
            + "-(north|south|east|west|central|northeast|northwest|southeast|southwest)-[1-9]");

    private final BucketAccess access;
    private final Buckets buckets;
    private final PageTokens tokens;

    public ListBuckets(BucketAccess access, Buckets buckets, PageTokens tokens) {
        this.access = access;
        this.buckets = buckets;
        this.tokens = tokens;
    }

    public static boolean isRegion(String name) {
        return REGION.matcher(name).matches();
    }

    @Override
    public Reply handle(S3Request request, RequestedBucket requested) throws IOException {
        access.checkAccount(request, "*");
        var query = request.query();
        var owner = request.principal().accountId();
        int limit = query.first("max-buckets").map(ListBuckets::limit).orElse(MAX_BUCKETS);
        var prefix = query.first("prefix").orElse("");
        var region = query.first("bucket-region").orElse("");
        var pages = new PageToken("continuation-token", tokens.of("ListBuckets", owner, prefix, region));
        var after = query.first("continuation-token")
                .map(token -> token.isEmpty() ? "" : pages.decode(token))
                .orElse("");
        var page = buckets.ownedBy(owner, false, prefix, region, after, limit);
        boolean known = region.isEmpty() || region.equals(request.context().region());
        if (!known && page.chosen().isEmpty() && !isRegion(region)) {
            throw S3Error.INVALID_ARGUMENT
                    .saying("Argument value " + region + " is not a valid AWS Region")
                    .with("ArgumentName", "bucket-region");
        }

        var xml = XmlWriter.document("ListAllMyBucketsResult");
        xml.begin("Owner").element("ID", CanonicalUser.of(owner)).end();
        xml.begin("Buckets");
        for (var bucket : page.chosen()) {
            xml.begin("Bucket")
                    .element("Name", bucket.name())
                    .element("CreationDate", bucket.creationDate())
                    .element("BucketRegion", bucket.region())
                    .element("BucketArn", bucket.arn())
                    .end();
        }
        xml.end();
        if (!prefix.isEmpty()) {
            xml.element("Prefix", prefix);
        }
        if (page.more()) {
            xml.element(
                    "ContinuationToken", pages.encode(page.chosen().getLast().name()));
        }
        return Reply.of(200, "application/xml", xml.toBytes());
    }

    private static int limit(String text) {
        if (text.matches("[0-9]{1,5}")) {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_BUCKETS) {
                return limit;
            }
        }
        throw S3Error.invalidArgument(
                "Argument max-buckets must be an integer between 1 and 10000", "max-buckets", text);
    }
}
