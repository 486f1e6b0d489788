package sealstead.s3.object;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import sealstead.s3.S3Error;
import sealstead.wire.Headers;

/// The conditions under which an object may be renamed: on what is at the source, and on what is at the destination.
/// Whatever does not hold is a 412.
public record RenameConditions(Side source, Side destination) {
    public static RenameConditions of(Headers headers) {
        var destination = Side.of(headers, "");
        if (destination.ifNoneMatch().filter(tag -> !tag.strip().equals("*")).isPresent()) {
            throw S3Error.notImplementedHeader("If-None-Match");
        }
        return new RenameConditions(Side.of(headers, "x-amz-rename-source-"), destination);
    }

    /// @param prefix of its headers
    record Side(
            String prefix,
            Optional<String> ifMatch,
            Optional<String> ifNoneMatch,
            Optional<Instant> ifModifiedSince,
            Optional<Instant> ifUnmodifiedSince) {
        private static Side of(Headers headers, String prefix) {
            return new Side(
                    prefix,
                    headers.first(prefix + "if-match"),
                    headers.first(prefix + "if-none-match"),
                    headers.first(prefix + "if-modified-since").flatMap(HttpDate::parse),
                    headers.first(prefix + "if-unmodified-since").flatMap(HttpDate::parse));
        }

        /// Refuses if what is there, or that nothing is, is not what was expected.
        void check(Optional<StoredObject> there) {
            var etag = there.map(StoredObject::etag);
            var modified = there.map(object -> object.lastModified().truncatedTo(ChronoUnit.SECONDS));
            if (ifMatch.isPresent()
                    && etag.filter(tag -> EntityTag.isAmong(ifMatch.get(), tag)).isEmpty()) {
                throw failed("If-Match");
            }
            if (ifNoneMatch.isPresent()
                    && etag.filter(tag -> EntityTag.isAmong(ifNoneMatch.get(), tag))
                            .isPresent()) {
                throw failed("If-None-Match");
            }
            if (ifModifiedSince.isPresent()
                    && modified.filter(time -> time.isAfter(ifModifiedSince.get()))
                            .isEmpty()) {
                throw failed("If-Modified-Since");
            }
            if (ifUnmodifiedSince.isPresent()
                    && modified.filter(time -> time.isAfter(ifUnmodifiedSince.get()))
                            .isPresent()) {
                throw failed("If-Unmodified-Since");
            }
        }

        private RuntimeException failed(String condition) {
            return S3Error.PRECONDITION_FAILED.refusal().with("Condition", prefix + condition);
        }
    }
}
