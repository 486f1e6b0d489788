package sealstead.s3;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is noted of a request while it is served, for the audit trail: who really asked, and the document that came.
public final class RequestNotes {
    private byte @Nullable [] document;
    private @Nullable S3Request form;

    /// The body of a configuration call, once it was read and proven.
    void document(byte[] body) {
        document = body;
    }

    public Optional<byte[]> document() {
        return Optional.ofNullable(document);
    }

    /// A form says who asks and for which key only in its body.
    public void form(S3Request request) {
        form = request;
    }

    public Optional<S3Request> form() {
        return Optional.ofNullable(form);
    }
}
