package sealstead.s3.operation.configuration;

import java.io.IOException;
import sealstead.s3.Operation;
import sealstead.s3.S3Request;
import sealstead.s3.access.BucketAccess;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.configuration.Configuration;
import sealstead.wire.Reply;

/// GET /{bucket}?...: the document as it was put, or what its absence answers.
public final class GetConfiguration implements Operation {
    private final BucketAccess access;
    private final Buckets buckets;
    private final Configuration configuration;

    public GetConfiguration(BucketAccess access, Buckets buckets, Configuration configuration) {
        this.access = access;
        this.buckets = buckets;
        this.configuration = configuration;
    }

    @Override
    public Reply handle(S3Request request) throws IOException {
        var bucket = access.open(request);
        var document = buckets.document(bucket, configuration.kind());
        return document.isPresent() ? configuration.present(bucket, document.get()) : configuration.absent(bucket);
    }
}
