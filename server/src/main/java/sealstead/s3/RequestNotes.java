package sealstead.s3;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is noted of a request while it is served: for policies the tags in its body, for the audit trail who really
/// asked and the document that came.
public final class RequestNotes {
    private byte @Nullable [] document;
    private @Nullable Tags tags;
    private @Nullable S3Request form;

    /// The body of a configuration call, once it was read and proven.
    void document(byte[] body) {
        document = body;
    }

    public Optional<byte[]> document() {
        return Optional.ofNullable(document);
    }

    /// The tags that a request wants to give, where they do not stand in a header.
    public void tags(Tags requested) {
        tags = requested;
    }

    public Optional<Tags> tags() {
        return Optional.ofNullable(tags);
    }

    /// A form says who asks and for which key only in its body.
    public void form(S3Request request) {
        form = request;
    }

    public Optional<S3Request> form() {
        return Optional.ofNullable(form);
    }
}
