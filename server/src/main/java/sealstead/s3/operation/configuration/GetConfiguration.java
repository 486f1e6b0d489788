package sealstead.s3.operation.configuration;

import java.io.IOException;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.configuration.Configuration;
import sealstead.wire.Reply;

/// GET /{bucket}?...: the document as it was put, or what its absence answers.
public final class GetConfiguration implements S3Handler.OnBucket {
    private final Buckets buckets;
    private final Configuration configuration;

    public GetConfiguration(Buckets buckets, Configuration configuration) {
        this.buckets = buckets;
        this.configuration = configuration;
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        var document = buckets.document(bucket, configuration.kind());
        return document.isPresent() ? configuration.present(bucket, document.get()) : configuration.absent(bucket);
    }
}
