package sealstead.s3;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is noted of a request while it is served: for policies the tags in its body, for the audit trail who really
/// asked and the document that came.
public final class RequestNotes {
    private @Nullable RequestDocument document;
    private @Nullable Tags tags;
    private @Nullable S3Request form;
    private Work work = Work.NONE;
    private boolean byAcl;

    /// The piece of the server's own work that a write is, so that what was interrupted is not done twice.
    ///
    /// @param id what the object keeps of it; empty for a request that is no such work
    /// @param repeated whether it may have been done before
    /// @param since when it was begun for the first time, or a little before; [Instant#MAX] if that is not known
    public record Work(String id, boolean repeated, Instant since) {
        /// What every id begins with, and no id of an upload.
        public static final String PREFIX = "work/";

        public static final Work NONE = new Work("", false, Instant.MAX);

        public Work {
            if (!id.isEmpty() && !id.startsWith(PREFIX)) {
                throw new IllegalArgumentException("not the id of a piece of work: " + id);
            }
        }

        /// The same piece, which may have been done now.
        public Work again() {
            return new Work(id, true, since);
        }
    }

    /// The body of a configuration call, once it was read and proven.
    void document(RequestDocument body) {
        document = body;
    }

    public Optional<RequestDocument> document() {
        return Optional.ofNullable(document);
    }

    /// The tags that a request wants to give, where they do not stand in a header.
    public void tags(Tags requested) {
        tags = requested;
    }

    public Optional<Tags> tags() {
        return Optional.ofNullable(tags);
    }

    /// Only an access control list lets the request be served.
    public void byAcl() {
        byAcl = true;
    }

    public boolean isByAcl() {
        return byAcl;
    }

    public void work(Work given) {
        work = given;
    }

    public Work work() {
        return work;
    }

    /// A form says who asks and for which key only in its body.
    public void form(S3Request request) {
        form = request;
    }

    public Optional<S3Request> form() {
        return Optional.ofNullable(form);
    }
}
