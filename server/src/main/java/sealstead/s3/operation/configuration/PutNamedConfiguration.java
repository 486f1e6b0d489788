package sealstead.s3.operation.configuration;

import java.io.IOException;
import java.util.regex.Pattern;
import sealstead.s3.ConfigurationBody;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.access.S3Handler;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.configuration.NamedConfiguration;
import sealstead.s3.configuration.NamedDocuments;
import sealstead.store.Bytes;
import sealstead.wire.Reply;
import sealstead.xml.XmlReader;
import sealstead.xml.XmlWriter;

/// PUT /{bucket}?...&id: a configuration beside the others, or in place of the one of that id.
public final class PutNamedConfiguration implements S3Handler.OnBucket {
    /// A filter of a prefix and ten tags needs less.
    private static final int MAX_BYTES = 32 * 1024;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    private final Buckets buckets;
    private final NamedConfiguration configuration;

    public PutNamedConfiguration(Buckets buckets, NamedConfiguration configuration) {
        this.buckets = buckets;
        this.configuration = configuration;
    }

    @Override
    public Reply handle(S3Request request, Bucket bucket) throws IOException {
        var id = request.query().first("id").orElse("");
        if (!ID.matcher(id).matches()) {
            throw S3Error.INVALID_CONFIGURATION_ID.refusal();
        }
        var document = ConfigurationBody.required(request, MAX_BYTES).root();
        var text = Bytes.wrap(XmlWriter.document(document));
        // What is checked is what is kept, so that nothing is kept which cannot be read.
        configuration.check(bucket, id, XmlReader.read(text.readOnlyArray(), configuration.root()));
        buckets.changeDocument(
                bucket,
                configuration.kind(),
                before -> NamedDocuments.of(before)
                        .with(configuration.kind(), id, text)
                        .record());
        return Reply.empty(204);
    }
}
