package sealstead.s3.object;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
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
        return changed(change -> change.name = given);
    }

    /// The same object under another key. The upload that it came from is settled and has nothing to say of it any
    /// more.
    StoredObject renamed(VersionName given, String fromKey) {
        return changed(change -> {
            change.name = given;
            change.envelope = envelope.renamedFrom(fromKey);
            change.uploadId = "";
            change.replication = ReplicationStatus.NONE;
        });
    }

    public StoredObject with(Tags changed) {
        return changed(change -> change.tags = changed);
    }

    public StoredObject with(Attributes changed) {
        return changed(change -> change.attributes = changed);
    }

    public StoredObject with(ObjectLock changed) {
        return changed(change -> change.lock = changed);
    }

    /// The same object in another class, or with another restoration.
    public StoredObject with(Storage changed) {
        return changed(change -> change.storage = changed);
    }

    /// The same bytes, their data key wrapped otherwise.
    public StoredObject with(Envelope changed, Optional<StoredChecksum> changedChecksum) {
        return changed(change -> {
            change.envelope = changed;
            change.checksum = changedChecksum;
        });
    }

    /// The same, its ciphertext elsewhere.
    public StoredObject with(Placement changed) {
        return changed(change -> change.placement = changed);
    }

    public StoredObject withEtag(String changed) {
        return changed(change -> change.etag = changed);
    }

    /// The same, as nothing that an upload has to say of.
    public StoredObject withoutUpload() {
        return changed(change -> change.uploadId = "");
    }

    @Override
    public StoredObject with(ReplicationStatus changed) {
        return changed(change -> change.replication = changed);
    }

    private StoredObject changed(Consumer<Change> edit) {
        var change = new Change(this);
        edit.accept(change);
        return change.made();
    }

    /// What becomes of it: as it is, but for what is set.
    private static final class Change {
        private VersionName name;
        private final Instant lastModified;
        private String etag;
        private Attributes attributes;
        private Tags tags;
        private ObjectLock lock;
        private Optional<StoredChecksum> checksum;
        private Envelope envelope;
        private Placement placement;
        private String uploadId;
        private Storage storage;
        private ReplicationStatus replication;

        Change(StoredObject from) {
            this.name = from.name;
            this.lastModified = from.lastModified;
            this.etag = from.etag;
            this.attributes = from.attributes;
            this.tags = from.tags;
            this.lock = from.lock;
            this.checksum = from.checksum;
            this.envelope = from.envelope;
            this.placement = from.placement;
            this.uploadId = from.uploadId;
            this.storage = from.storage;
            this.replication = from.replication;
        }

        StoredObject made() {
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
                    replication);
        }
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
