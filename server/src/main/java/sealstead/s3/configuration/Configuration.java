package sealstead.s3.configuration;

import java.io.IOException;
import sealstead.s3.RequestDocument;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.DocumentKind;
import sealstead.store.Bytes;
import sealstead.wire.Refusal;
import sealstead.wire.Reply;

/// One kind of configuration.
public interface Configuration {
    DocumentKind kind();

    /// The document to keep for what was put: checked whole, in the form in which GET gives it back.
    ///
    /// @throws sealstead.wire.Refusal if it cannot be accepted
    Bytes checked(Bucket bucket, RequestDocument body) throws IOException;

    /// The same, with what the headers of the request say of it.
    default Bytes checked(S3Request request, Bucket bucket, RequestDocument body) throws IOException {
        return checked(bucket, body);
    }

    /// What a PUT answers.
    default Reply done(Bucket bucket, Bytes document) {
        return Reply.empty(putStatus());
    }

    /// The refusal of a PUT without a document.
    default Refusal missing() {
        return S3Error.MISSING_REQUEST_BODY.refusal();
    }

    /// The status of a PUT.
    default int putStatus() {
        return 200;
    }

    /// What GET answers.
    default Reply present(Bucket bucket, Bytes document) throws IOException {
        return Reply.of(200, "application/xml", document.readOnlyArray());
    }

    /// What GET answers when nothing was put, or its refusal.
    Reply absent(Bucket bucket);
}
