package sealstead.s3.operation.configuration;

import sealstead.s3.RequestDocument;
import sealstead.s3.S3Error;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.DocumentKind;
import sealstead.s3.configuration.Configuration;
import sealstead.store.Bytes;
import sealstead.wire.Reply;
import sealstead.xml.MalformedXmlException;
import sealstead.xml.XmlWriter;

/// Whether a bucket can be reached by Transfer Acceleration. It is kept and read back, and nothing becomes
/// faster: there are no edge locations.
public final class AccelerateConfiguration implements Configuration {
    private static final String ROOT = "AccelerateConfiguration";

    @Override
    public DocumentKind kind() {
        return DocumentKind.ACCELERATE;
    }

    @Override
    public Bytes checked(Bucket bucket, RequestDocument body) {
        var root = body.root().only("Status");
        var status = root.text("Status").orElse("");
        if (!status.equals("Enabled") && !status.equals("Suspended")) {
            throw new MalformedXmlException();
        }
        if (bucket.name().contains(".")) {
            throw S3Error.INVALID_REQUEST.saying(
                    "S3 Transfer Acceleration is not supported for buckets with periods (.) in their names");
        }
        return Bytes.wrap(XmlWriter.document(root));
    }

    @Override
    public Reply absent(Bucket bucket) {
        return Reply.of(200, "application/xml", XmlWriter.document(ROOT).toBytes());
    }
}
