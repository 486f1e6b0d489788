package sealstead.s3.bucket;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/// What requests on objects must know of a bucket's configuration, kept in its record.
///
/// @param documents which documents stand beside the record, each with a random revision by which a parsed one is
///     remembered
public record BucketSettings(
        Versioning versioning, LockSettings lock, Ownership ownership, Map<DocumentKind, Long> documents) {
    public static final BucketSettings NEW =
            new BucketSettings(Versioning.UNVERSIONED, LockSettings.OFF, Ownership.BUCKET_OWNER_ENFORCED, Map.of());

    public BucketSettings {
        var copy = new EnumMap<DocumentKind, Long>(DocumentKind.class);
        copy.putAll(documents);
        documents = Collections.unmodifiableMap(copy);
    }

    public BucketSettings with(Versioning changed) {
        return new BucketSettings(changed, lock, ownership, documents);
    }

    public BucketSettings with(LockSettings changed) {
        return new BucketSettings(versioning, changed, ownership, documents);
    }

    public BucketSettings with(Ownership changed) {
        return new BucketSettings(versioning, lock, changed, documents);
    }

    BucketSettings with(DocumentKind kind, long revision) {
        var changed = new EnumMap<DocumentKind, Long>(DocumentKind.class);
        changed.putAll(documents);
        changed.put(kind, revision);
        return new BucketSettings(versioning, lock, ownership, changed);
    }

    BucketSettings without(DocumentKind kind) {
        var changed = new EnumMap<DocumentKind, Long>(DocumentKind.class);
        changed.putAll(documents);
        changed.remove(kind);
        return new BucketSettings(versioning, lock, ownership, changed);
    }
}
