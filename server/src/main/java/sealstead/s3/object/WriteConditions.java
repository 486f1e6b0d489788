package sealstead.s3.object;

import java.util.Optional;
import sealstead.s3.S3Error;
import sealstead.wire.Headers;

/// The conditions under which an object may be written: `If-None-Match: *` and `If-Match`.
public record WriteConditions(boolean onlyIfAbsent, Optional<String> ifMatch) {
    public static WriteConditions of(Headers headers) {
        var ifNoneMatch = headers.first("if-none-match");
        var ifMatch = headers.first("if-match");
        if (ifNoneMatch.isPresent() && (!ifNoneMatch.get().strip().equals("*") || ifMatch.isPresent())) {
            throw S3Error.notImplementedHeader("If-None-Match");
        }
        if (ifMatch.filter(tag -> tag.strip().equals("*")).isPresent()) {
            throw S3Error.notImplementedHeader("If-Match");
        }
        return new WriteConditions(ifNoneMatch.isPresent(), ifMatch.map(EntityTag::unquoted));
    }

    public boolean areAny() {
        return onlyIfAbsent || ifMatch.isPresent();
    }

    /// Refuses if what is there now, or is not there, is not what the writer expects.
    public void check(Optional<StoredObject> current, String key) {
        if (onlyIfAbsent && current.isPresent()) {
            throw S3Error.PRECONDITION_FAILED.refusal().with("Condition", "If-None-Match");
        }
        if (ifMatch.isPresent()) {
            var object = current.orElseThrow(() -> S3Error.noSuchKey(key));
            if (!object.etag().equals(ifMatch.get())) {
                throw S3Error.PRECONDITION_FAILED.refusal().with("Condition", "If-Match");
            }
        }
    }
}
