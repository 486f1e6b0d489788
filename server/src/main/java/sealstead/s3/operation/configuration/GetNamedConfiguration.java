package sealstead.s3.operation.configuration;

import java.io.IOException;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.configuration.NamedConfiguration;
import sealstead.s3.configuration.NamedDocuments;
import sealstead.wire.Reply;

/// GET /{bucket}?...&id: one configuration, as it was put.
public final class GetNamedConfiguration implements S3Handler.OnBucket {
    private final Buckets buckets;
    private final NamedConfiguration configuration;

    public GetNamedConfiguration(Buckets buckets, NamedConfiguration configuration) {
        this.buckets = buckets;
        this.configuration = configuration;
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        var document = NamedDocuments.of(buckets.document(bucket, configuration.kind()))
                .document(request.query().first("id").orElse(""))
                .orElseThrow(S3Error.NO_SUCH_CONFIGURATION::refusal);
        return Reply.of(200, "application/xml", document.readOnlyArray());
    }
}
