package sealstead.s3.bucket;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import sealstead.encryption.Algorithm;
import sealstead.encryption.BucketEncryption;
import sealstead.encryption.DirectoryEncryption;
import sealstead.encryption.EncryptedBucket;
import sealstead.encryption.ObjectName;
import sealstead.encryption.ServiceKeys;
import sealstead.iam.BucketSession;
import sealstead.iam.policy.CanonicalUser;
import sealstead.s3.acl.Acl;
import sealstead.s3.acl.Rights;

/// A bucket as its record keeps it.
///
/// @param id the bucket's identity, 16 hex digits; a bucket made again under the same name has another
/// @param owner the account that owns it
/// @param serviceKeys the SSE-S3 keys of its objects, wrapped
/// @param deletingSince when DeleteBucket began to look for objects; writes are refused for a minute from then, or
///     until it is done. `EPOCH` if nobody is deleting
/// @param directory for a directory bucket, what only those have
public record Bucket(
        String name,
        String id,
        String owner,
        String region,
        Instant created,
        BucketEncryption encryption,
        ServiceKeys serviceKeys,
        Instant deletingSince,
        BucketSettings settings,
        Optional<DirectoryBucket> directory) {
    private static final Duration DELETION = Duration.ofMinutes(1);

    /// When it was created, as listings write it: `2026-11-23T17:05:01.000Z`.
    public String creationDate() {
        return created.toString().substring(0, 19) + ".000Z";
    }

    public Bucket with(BucketEncryption changed) {
        return new Bucket(name, id, owner, region, created, changed, serviceKeys, deletingSince, settings, directory);
    }

    public Bucket with(ServiceKeys changed) {
        return new Bucket(name, id, owner, region, created, encryption, changed, deletingSince, settings, directory);
    }

    Bucket deletingSince(Instant time) {
        return new Bucket(name, id, owner, region, created, encryption, serviceKeys, time, settings, directory);
    }

    public Bucket with(BucketSettings changed) {
        return new Bucket(name, id, owner, region, created, encryption, serviceKeys, deletingSince, changed, directory);
    }

    public Bucket with(DirectoryBucket changed) {
        return new Bucket(
                name,
                id,
                owner,
                region,
                created,
                encryption,
                serviceKeys,
                deletingSince,
                settings,
                Optional.of(changed));
    }

    public boolean isDirectory() {
        return directory.isPresent();
    }

    /// The default encryption that holds for a write; in a directory bucket the one that the session was made with, and
    /// without one the bucket's own, with its key as an ARN.
    public BucketEncryption encryptionFor(Optional<BucketSession> session) {
        if (directory.isEmpty()) {
            return encryption;
        }
        var bound = session.filter(given -> given.isFor(id));
        return bound.isPresent()
                ? DirectoryEncryption.settings(
                        Algorithm.named(bound.get().algorithm()).orElseThrow(),
                        bound.get().keyArn())
                : DirectoryEncryption.settings(
                        encryption.algorithm(), directory.get().lifetimeKey());
    }

    public EncryptedBucket asEncrypted() {
        return new EncryptedBucket(id, name, arn(), region, isDirectory(), serviceKeys);
    }

    /// The storage class of its objects, as far as they have no other.
    public String storageClass() {
        return directory.map(known -> known.zone().type().storageClass()).orElse("STANDARD");
    }

    public ObjectName objectName(String key) {
        return new ObjectName(asEncrypted(), key);
    }

    /// Whether access control lists count in it.
    public boolean hasAcls() {
        return !isDirectory() && settings.hasAcls();
    }

    /// What its own list grants.
    public Acl acl() {
        return settings.acl().filter(kept -> hasAcls()).orElseGet(() -> Acl.ofOwner(CanonicalUser.of(owner)));
    }

    /// The rights to an object as far as they count: where lists do not, the bucket's owner has all.
    public Rights inForce(Rights kept) {
        return hasAcls() ? kept : Rights.BUCKET_OWNERS;
    }

    /// The canonical user id of an object's owner.
    ///
    /// @param ownId that of the bucket's owner, at hand where many are asked for
    public String ownerId(Rights kept, String ownId) {
        var other = inForce(kept).owner();
        return other.isEmpty() ? ownId : Rights.id(other);
    }

    public Versioning versioning() {
        return settings.versioning();
    }

    boolean isDeleting(Instant now) {
        return now.isBefore(deletingSince.plus(DELETION));
    }

    public String arn() {
        return isDirectory() ? "arn:aws:s3express:" + region + ":" + owner + ":bucket/" + name : "arn:aws:s3:::" + name;
    }
}
