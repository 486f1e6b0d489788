package sealstead.s3.object;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;

/// The conditions under which an object may be read, in RFC 9110's order of precedence.
///
/// @param prefix what their headers begin with
public record ReadConditions(
        String prefix,
        Optional<String> ifMatch,
        Optional<String> ifNoneMatch,
        Optional<Instant> ifModifiedSince,
        Optional<Instant> ifUnmodifiedSince) {

    public static ReadConditions of(S3Request request) {
        return read(request, "");
    }

    public static ReadConditions ofCopySource(S3Request request) {
        return read(request, "x-amz-copy-source-");
    }

    /// A date in the future says nothing of what was modified since, and is ignored.
    private static ReadConditions read(S3Request request, String prefix) {
        var headers = request.headers();
        var now = request.context().time();
        return new ReadConditions(
                prefix,
                headers.first(prefix + "if-match"),
                headers.first(prefix + "if-none-match"),
                headers.first(prefix + "if-modified-since")
                        .flatMap(HttpDate::parse)
                        .filter(since -> !since.isAfter(now)),
                headers.first(prefix + "if-unmodified-since").flatMap(HttpDate::parse));
    }

    /// Refuses with 412, or with 304 where a reader already has what it asks for.
    public void check(String etag, Instant lastModified) {
        check(etag, lastModified, true);
    }

    /// A copy has no 304: whatever does not hold is a 412.
    public void checkCopySource(String etag, Instant lastModified) {
        check(etag, lastModified, false);
    }

    private void check(String etag, Instant lastModified, boolean reading) {
        var modified = lastModified.truncatedTo(ChronoUnit.SECONDS);
        if (ifMatch.isPresent()) {
            if (!EntityTag.isAmong(ifMatch.get(), etag)) {
                throw failed(prefix + "If-Match");
            }
        } else if (ifUnmodifiedSince.isPresent() && modified.isAfter(ifUnmodifiedSince.get())) {
            throw failed(prefix + "If-Unmodified-Since");
        }
        if (ifNoneMatch.isPresent()) {
            if (EntityTag.isAmong(ifNoneMatch.get(), etag)) {
                throw reading ? unchanged(etag, lastModified) : failed(prefix + "If-None-Match");
            }
        } else if (ifModifiedSince.isPresent() && !modified.isAfter(ifModifiedSince.get())) {
            throw reading ? unchanged(etag, lastModified) : failed(prefix + "If-Modified-Since");
        }
    }

    private static RuntimeException failed(String condition) {
        return S3Error.PRECONDITION_FAILED.refusal().with("Condition", condition);
    }

    private static RuntimeException unchanged(String etag, Instant lastModified) {
        return S3Error.NOT_MODIFIED
                .refusal()
                .header("etag", EntityTag.quoted(etag))
                .header("last-modified", HttpDate.header(lastModified));
    }
}
