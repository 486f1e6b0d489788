package sealstead.s3.object;

import java.time.Instant;
import java.util.Optional;
import sealstead.encryption.Envelope;
import sealstead.s3.RequestNotes;
import sealstead.s3.Tags;

/// An object as its record keeps it.
///
/// @param etag without quotes
/// @param checksum absent only where a customer's key would have been needed to seal it and was not given
/// @param envelope how it is sealed, and how long it is
/// @param placement where its ciphertext is
/// @param uploadId the upload that it was completed from, or the piece of the server's own work that wrote it, or empty
/// @param storage its storage class, and its restoration if that is an archive
/// @param replication how far it is on its way to other buckets
public record StoredObject(
        VersionName name,
        Instant lastModified,
        String etag,
        Attributes attributes,
        Tags tags,
        ObjectLock lock,
        Optional<StoredChecksum> checksum,
        Envelope envelope,
        Placement placement,
        String uploadId,
        Storage storage,
        ReplicationStatus replication)
        implements Version {
    /// One that goes nowhere.
    public StoredObject(
            VersionName name,
            Instant lastModified,
            String etag,
            Attributes attributes,
            Tags tags,
            ObjectLock lock,
            Optional<StoredChecksum> checksum,
            Envelope envelope,
            Placement placement,
            String uploadId,
            Storage storage) {
        this(
                name,
                lastModified,
                etag,
                attributes,
                tags,
                lock,
                checksum,
                envelope,
                placement,
                uploadId,
                storage,
                ReplicationStatus.NONE);
    }

    public long bytes() {
        return envelope.plaintextBytes();
    }

    /// Whether it was completed from an upload.
    boolean isOfUpload() {
        return !uploadId.isEmpty() && !uploadId.startsWith(RequestNotes.Work.PREFIX);
    }

    StoredObject named(VersionName given) {
        return new StoredObject(
                given,
                lastModified,
                etag,
                attributes,
                tags,
                lock,
                checksum,
                envelope,
                placement,
                uploadId,
                storage,
                replication);
    }

    /// The same object under another key. The upload that it came from is settled and has nothing to say of it any
    /// more.
    StoredObject renamed(VersionName given, String fromKey) {
        return new StoredObject(
                given,
                lastModified,
                etag,
                attributes,
                tags,
                lock,
                checksum,
                envelope.renamedFrom(fromKey),
                placement,
                "",
                storage);
    }

    StoredObject with(Tags changed) {
        return new StoredObject(
                name,
                lastModified,
                etag,
                attributes,
                changed,
                lock,
                checksum,
                envelope,
                placement,
                uploadId,
                storage,
                replication);
    }

    StoredObject with(Attributes changed) {
        return new StoredObject(
                name,
                lastModified,
                etag,
                changed,
                tags,
                lock,
                checksum,
                envelope,
                placement,
                uploadId,
                storage,
                replication);
    }

    StoredObject with(ObjectLock changed) {
        return new StoredObject(
                name,
                lastModified,
                etag,
                attributes,
                tags,
                changed,
                checksum,
                envelope,
                placement,
                uploadId,
                storage,
                replication);
    }

    /// The same object in another class, or with another restoration.
    public StoredObject with(Storage changed) {
        return new StoredObject(
                name,
                lastModified,
                etag,
                attributes,
                tags,
                lock,
                checksum,
                envelope,
                placement,
                uploadId,
                changed,
                replication);
    }

    /// The same bytes, their data key wrapped otherwise.
    StoredObject with(Envelope changed, Optional<StoredChecksum> changedChecksum) {
        return new StoredObject(
                name,
                lastModified,
                etag,
                attributes,
                tags,
                lock,
                changedChecksum,
                changed,
                placement,
                uploadId,
                storage,
                replication);
    }

    /// The same, its ciphertext elsewhere.
    StoredObject with(Placement changed) {
        return new StoredObject(
                name,
                lastModified,
                etag,
                attributes,
                tags,
                lock,
                checksum,
                envelope,
                changed,
                uploadId,
                storage,
                replication);
    }

    StoredObject withEtag(String changed) {
        return new StoredObject(
                name,
                lastModified,
                changed,
                attributes,
                tags,
                lock,
                checksum,
                envelope,
                placement,
                uploadId,
                storage,
                replication);
    }

    /// The same, as nothing that an upload has to say of.
    StoredObject withoutUpload() {
        return new StoredObject(
                name,
                lastModified,
                etag,
                attributes,
                tags,
                lock,
                checksum,
                envelope,
                placement,
                "",
                storage,
                replication);
    }

    @Override
    public StoredObject with(ReplicationStatus changed) {
        return new StoredObject(
                name,
                lastModified,
                etag,
                attributes,
                tags,
                lock,
                checksum,
                envelope,
                placement,
                uploadId,
                storage,
                changed);
    }

    /// How many parts it has; 0 for an object in one piece.
    public int parts() {
        return switch (placement) {
            case Placement.Within within -> 0;
            case Placement.Inline() -> 0;
            case Placement.Blob blob -> 0;
            case Placement.Parts(var count) -> count;
            case Placement.Pieces pieces -> pieces.count();
        };
    }
}
