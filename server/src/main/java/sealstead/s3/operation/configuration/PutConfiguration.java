package sealstead.s3.operation.configuration;

import java.io.IOException;
import sealstead.s3.ConfigurationBody;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.configuration.Configuration;
import sealstead.wire.Reply;

/// PUT /{bucket}?...: a document in place of the one there is.
public final class PutConfiguration implements S3Handler.OnBucket {
    private final Buckets buckets;
    private final Configuration configuration;

    public PutConfiguration(Buckets buckets, Configuration configuration) {
        this.buckets = buckets;
        this.configuration = configuration;
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        var body = ConfigurationBody.read(request, configuration.kind().maxBytes());
        if (body.isEmpty()) {
            throw configuration.missing();
        }
        var document = configuration.checked(request, bucket, body);
        buckets.putDocument(bucket, configuration.kind(), document);
        return configuration.done(bucket, document);
    }
}
