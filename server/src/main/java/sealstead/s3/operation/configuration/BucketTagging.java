package sealstead.s3.operation.configuration;

import java.io.IOException;
import sealstead.s3.RequestDocument;
import sealstead.s3.S3Error;
import sealstead.s3.TagSet;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.DocumentKind;
import sealstead.s3.configuration.Configuration;
import sealstead.store.Bytes;
import sealstead.wire.Reply;

/// The tags of a bucket.
public final class BucketTagging implements Configuration {
    @Override
    public DocumentKind kind() {
        return DocumentKind.TAGGING;
    }

    @Override
    public Bytes checked(Bucket bucket, RequestDocument body) {
        return Bytes.wrap(TagSet.document(TagSet.bucketDocument(body.root())));
    }

    @Override
    public int putStatus() {
        return 204;
    }

    /// An empty set, however it came about, is no set.
    @Override
    public Reply present(Bucket bucket, Bytes document) throws IOException {
        return TagSet.kept(document).pairs().isEmpty() ? absent(bucket) : Configuration.super.present(bucket, document);
    }

    @Override
    public Reply absent(Bucket bucket) {
        throw S3Error.NO_SUCH_TAG_SET.refusal().with("BucketName", bucket.name());
    }
}
