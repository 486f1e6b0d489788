package sealstead.s3.operation.configuration;

import java.io.IOException;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.configuration.NamedConfiguration;
import sealstead.s3.configuration.NamedDocuments;
import sealstead.wire.Reply;

/// DELETE /{bucket}?...&id: one configuration; unlike others, it must be there.
public final class DeleteNamedConfiguration implements S3Handler.OnBucket {
    private final Buckets buckets;
    private final NamedConfiguration configuration;

    public DeleteNamedConfiguration(Buckets buckets, NamedConfiguration configuration) {
        this.buckets = buckets;
        this.configuration = configuration;
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        var id = request.query().first("id").orElse("");
        buckets.changeDocument(
                bucket,
                configuration.kind(),
                before -> NamedDocuments.of(before).without(id).record());
        return Reply.empty(204);
    }
}
