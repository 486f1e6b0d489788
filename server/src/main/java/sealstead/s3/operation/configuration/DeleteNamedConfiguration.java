package sealstead.s3.operation.configuration;

import java.io.IOException;
import sealstead.s3.Operation;
import sealstead.s3.S3Request;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.configuration.NamedConfiguration;
import sealstead.s3.configuration.NamedDocuments;
import sealstead.wire.Reply;

/// DELETE /{bucket}?...&id: one configuration; unlike others, it must be there.
public final class DeleteNamedConfiguration implements Operation {
    private final BucketAccess access;
    private final Buckets buckets;
    private final NamedConfiguration configuration;

    public DeleteNamedConfiguration(BucketAccess access, Buckets buckets, NamedConfiguration configuration) {
        this.access = access;
        this.buckets = buckets;
        this.configuration = configuration;
    }

    @Override
    public Reply handle(S3Request request) throws IOException {
        var bucket = access.open(request);
        var id = request.query().first("id").orElse("");
        buckets.changeDocument(
                bucket,
                configuration.kind(),
                before -> NamedDocuments.of(before).without(id).record());
        return Reply.empty(204);
    }
}
