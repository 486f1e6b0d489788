package sealstead.s3.operation.configuration;

import java.io.IOException;
import sealstead.custody.PageTokens;
import sealstead.s3.PageToken;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.configuration.NamedConfiguration;
import sealstead.s3.configuration.NamedDocuments;
import sealstead.wire.Reply;
import sealstead.xml.XmlReader;
import sealstead.xml.XmlWriter;

/// GET /{bucket}?...: all configurations of a kind, a hundred a page, in the order of their ids.
public final class ListNamedConfigurations implements S3Handler.OnBucket {
    private static final String TOKEN = "continuation-token";
    private static final int PAGE = 100;

    private final Buckets buckets;
    private final NamedConfiguration configuration;
    private final PageTokens tokens;

    public ListNamedConfigurations(Buckets buckets, NamedConfiguration configuration, PageTokens tokens) {
        this.buckets = buckets;
        this.configuration = configuration;
        this.tokens = tokens;
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        var token = request.query().first(TOKEN);
        var pages = new PageToken(TOKEN, tokens.of(configuration.listRoot(), bucket.id()));
        var after = token.map(pages::decode).orElse("");
        var left = NamedDocuments.of(buckets.document(bucket, configuration.kind()))
                .after(after);
        var page = left.entrySet().stream().limit(PAGE).toList();
        var xml = XmlWriter.document(configuration.listRoot());
        token.ifPresent(text -> xml.element("ContinuationToken", text));
        xml.element("IsTruncated", left.size() > PAGE);
        if (left.size() > PAGE) {
            xml.element("NextContinuationToken", pages.encode(page.getLast().getKey()));
        }
        for (var entry : page) {
            xml.element(XmlReader.read(entry.getValue().readOnlyArray(), configuration.root()));
        }
        return Reply.of(200, "application/xml", xml.toBytes());
    }
}
