package sealstead.s3.object;

import java.util.Optional;
import sealstead.s3.S3Error;
import sealstead.wire.Headers;
import sealstead.wire.Refusal;

/// The conditions under which an object may be written: `If-None-Match: *` and `If-Match`, and in directory buckets the
/// offset to append at.
///
/// @param offset the length that the object must have, 0 if there is none
/// @param starts whether nothing was there to append to, so that the object is made
public record WriteConditions(boolean onlyIfAbsent, Optional<String> ifMatch, Optional<Long> offset, boolean starts) {
    public static final String OFFSET = "x-amz-write-offset-bytes";

    public static final WriteConditions NONE = new WriteConditions(false, Optional.empty(), Optional.empty(), false);

    public static WriteConditions of(Headers headers) {
        var ifNoneMatch = headers.first("if-none-match");
        var ifMatch = headers.first("if-match");
        if (ifNoneMatch.isPresent() && ifMatch.isPresent()) {
            throw S3Error.notImplementedHeader("If-Match,If-None-Match")
                    .with("additionalMessage", "Multiple conditional request headers present in the request");
        }
        if (ifNoneMatch.filter(tag -> !tag.strip().equals("*")).isPresent()) {
            throw notTaken("If-None-Match");
        }
        if (ifMatch.filter(tag -> tag.strip().equals("*")).isPresent()) {
            throw notTaken("If-Match");
        }
        return new WriteConditions(ifNoneMatch.isPresent(), ifMatch.map(EntityTag::unquoted), Optional.empty(), false);
    }

    private static Refusal notTaken(String header) {
        return S3Error.notImplementedHeader(header)
                .with("additionalMessage", "We don't accept the provided value of " + header + " header for this API");
    }

    public WriteConditions at(long wanted) {
        return new WriteConditions(onlyIfAbsent, ifMatch, Optional.of(wanted), starts);
    }

    /// The same, for an object that has to be made where an offset was given.
    public WriteConditions starting() {
        return new WriteConditions(onlyIfAbsent, ifMatch, offset, offset.isPresent());
    }

    public boolean areAny() {
        return onlyIfAbsent || ifMatch.isPresent() || offset.isPresent();
    }

    /// Refuses if the key was written or deleted since an upload of it began, whatever is there now.
    ///
    /// @param current what is there now
    /// @param began the upload's place among the versions
    /// @param existed whether the key had an object then
    public void checkSince(Optional<Version> current, long began, boolean existed, String key) {
        boolean changed = current.map(version -> version.name().order() > began).orElse(existed);
        if (changed && (onlyIfAbsent || ifMatch.isPresent())) {
            throw S3Error.CONDITIONAL_CONFLICT
                    .refusal()
                    .with("Condition", onlyIfAbsent ? "If-None-Match" : "If-Match")
                    .with("Key", key);
        }
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
        if (offset.isPresent()) {
            long bytes = current.map(StoredObject::bytes).orElse(0L);
            if (bytes != offset.get()) {
                throw S3Error.INVALID_WRITE_OFFSET.refusal();
            }
            if (starts && current.isPresent()) {
                throw S3Error.OPERATION_ABORTED.refusal(); // an empty object was made meanwhile
            }
        }
    }
}
