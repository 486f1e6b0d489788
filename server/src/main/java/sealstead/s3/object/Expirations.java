package sealstead.s3.object;

import java.time.Instant;
import java.util.Optional;
import sealstead.s3.bucket.Bucket;
import sealstead.wire.PercentEncoding;
import sealstead.wire.Reply;

/// When objects expire, and uploads are given up, by the lifecycle rules of their bucket: what answers tell of them.
/// An interface, since the rules are read in `s3.lifecycle`, which stands above this room.
public interface Expirations {
    /// @param ruleId of the rule by which it is due
    record Due(Instant date, String ruleId) {
        /// The id as a header carries it: as it is, or URL-encoded where a header could not carry it.
        private String shownId() {
            boolean plain = ruleId.chars().allMatch(c -> c >= ' ' && c < 127 && c != '"');
            return plain ? ruleId : PercentEncoding.encode(ruleId, true);
        }
    }

    /// When a current object expires.
    Optional<Due> ofObject(Bucket bucket, String key, StoredObject object);

    /// When a noncurrent version is removed.
    ///
    /// @param newer how many noncurrent versions are newer
    /// @param replaced when another version took its place
    Optional<Due> ofNoncurrent(Bucket bucket, String key, StoredObject object, int newer, Instant replaced);

    /// When an upload is given up unless it is completed.
    Optional<Due> ofUpload(Bucket bucket, String key, Instant initiated);

    /// Adds what is said of a current object. Directory buckets say of every object that they do not tell.
    default void addTo(Reply reply, Bucket bucket, String key, StoredObject object) {
        if (bucket.isDirectory()) {
            reply.with("x-amz-expiration", "NotImplemented");
            return;
        }
        ofObject(bucket, key, object)
                .ifPresent(due -> reply.with(
                        "x-amz-expiration",
                        "expiry-date=\"" + HttpDate.header(due.date()) + "\", rule-id=\"" + due.shownId() + "\""));
    }

    /// Adds what is said of an upload.
    default void addTo(Reply reply, Bucket bucket, Upload upload) {
        if (bucket.isDirectory()) {
            return;
        }
        ofUpload(bucket, upload.key(), upload.initiated())
                .ifPresent(due -> reply.with("x-amz-abort-date", HttpDate.header(due.date()))
                        .with("x-amz-abort-rule-id", due.shownId()));
    }
}
