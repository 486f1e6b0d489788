package sealstead.s3.bucket;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import sealstead.s3.acl.Acl;

/// What requests on objects must know of a bucket's configuration, kept in its record.
///
/// @param publicAccess absent if it was deleted
/// @param requesterPays whether callers of other accounts must say that they pay
/// @param tagsDecide whether the bucket's tags count in decisions: attribute-based access control, ABAC
/// @param documents which documents stand beside the record, each with a random revision by which a parsed one is
///     remembered
/// @param acl what the bucket's list grants, whether lists count or not; absent for the owner's full control
public record BucketSettings(
        Versioning versioning,
        LockSettings lock,
        Ownership ownership,
        Optional<PublicAccessBlock> publicAccess,
        boolean requesterPays,
        boolean tagsDecide,
        Map<DocumentKind, Long> documents,
        Optional<Acl> acl) {
    public static final BucketSettings NEW = new BucketSettings(
            Versioning.UNVERSIONED,
            LockSettings.OFF,
            Ownership.BUCKET_OWNER_ENFORCED,
            Optional.of(PublicAccessBlock.ALL),
            false,
            false,
            Map.of(),
            Optional.empty());

    public BucketSettings {
        var copy = new EnumMap<DocumentKind, Long>(DocumentKind.class);
        copy.putAll(documents);
        documents = Collections.unmodifiableMap(copy);
    }

    public BucketSettings with(Versioning changed) {
        return new BucketSettings(changed, lock, ownership, publicAccess, requesterPays, tagsDecide, documents, acl);
    }

    public BucketSettings with(LockSettings changed) {
        return new BucketSettings(
                versioning, changed, ownership, publicAccess, requesterPays, tagsDecide, documents, acl);
    }

    public BucketSettings with(Ownership changed) {
        return new BucketSettings(versioning, lock, changed, publicAccess, requesterPays, tagsDecide, documents, acl);
    }

    public BucketSettings with(Optional<PublicAccessBlock> changed) {
        return new BucketSettings(versioning, lock, ownership, changed, requesterPays, tagsDecide, documents, acl);
    }

    public BucketSettings payingRequesters(boolean changed) {
        return new BucketSettings(versioning, lock, ownership, publicAccess, changed, tagsDecide, documents, acl);
    }

    public BucketSettings decidingByTags(boolean changed) {
        return new BucketSettings(versioning, lock, ownership, publicAccess, requesterPays, changed, documents, acl);
    }

    BucketSettings with(DocumentKind kind, long revision) {
        var changed = new EnumMap<DocumentKind, Long>(DocumentKind.class);
        changed.putAll(documents);
        changed.put(kind, revision);
        return new BucketSettings(versioning, lock, ownership, publicAccess, requesterPays, tagsDecide, changed, acl);
    }

    public BucketSettings listing(Acl changed) {
        return new BucketSettings(
                versioning, lock, ownership, publicAccess, requesterPays, tagsDecide, documents, Optional.of(changed));
    }

    /// Whether access control lists count.
    public boolean hasAcls() {
        return ownership != Ownership.BUCKET_OWNER_ENFORCED;
    }

    BucketSettings without(DocumentKind kind) {
        var changed = new EnumMap<DocumentKind, Long>(DocumentKind.class);
        changed.putAll(documents);
        changed.remove(kind);
        return new BucketSettings(versioning, lock, ownership, publicAccess, requesterPays, tagsDecide, changed, acl);
    }
}
