package sealstead.s3.object;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import sealstead.crypto.CorruptObjectException;
import sealstead.custody.SealedStore;
import sealstead.encryption.Encryption;
import sealstead.encryption.Envelope;
import sealstead.iam.Caller;
import sealstead.iam.RequestContext;
import sealstead.kms.Reason;
import sealstead.kms.Use;
import sealstead.s3.bucket.Bucket;
import sealstead.store.Bytes;
import sealstead.store.DamagedException;
import sealstead.store.Table;
import sealstead.wire.Request;

/// Finds versions and uploads that are under a version of a KMS key, by the labels of their records, and
/// puts their data keys under another, on behalf of the root of their bucket's account. Nothing that a
/// client can see changes but the key.
public final class Rewrapping {
    private static final Table UPLOADS = new Table("upload");
    private static final Bytes OLDER_FROM = Bytes.of((byte) 'v');
    private static final Bytes OLDER_TO = Bytes.of((byte) ('v' + 1));
    private static final Request.Peer SELF = new Request.Peer("127.0.0.1", false, true);

    private final SealedStore records;
    private final Objects objects;
    private final Uploads uploads;
    private final Encryption encryption;
    private final Clock clock;

    public Rewrapping(SealedStore records, Objects objects, Uploads uploads, Encryption encryption, Clock clock) {
        this.records = records;
        this.objects = objects;
        this.uploads = uploads;
        this.encryption = encryption;
        this.clock = clock;
    }

    /// Which versions of which key.
    public record From(String keyArn, List<String> keyMaterialIds) {
        public From {
            keyMaterialIds = List.copyOf(keyMaterialIds);
        }

        private boolean has(Envelope envelope) {
            return envelope.kms()
                    .filter(kms -> kms.keyArn().equals(keyArn) && keyMaterialIds.contains(kms.keyMaterialId()))
                    .isPresent();
        }
    }

    /// A version or an upload that was found.
    ///
    /// @param versionId empty for an upload
    /// @param uploadId empty for a version
    public record Found(String bucketId, String key, String versionId, String uploadId) {}

    /// Takes what is found, group by group.
    public interface Visitor {
        void found(Found found) throws IOException;

        /// What may be under the key and cannot be read.
        ///
        /// @param group its name; empty for whatever a damaged block held
        void unreadable(Bytes group, IOException why);

        /// @param group behind which the walk is now
        void passed(Bytes group) throws IOException;
    }

    /// Visits the versions under `from`.
    ///
    /// @param first the group to begin with
    public void walk(From from, Bytes first, Visitor visitor) throws IOException {
        var tags = from.keyMaterialIds().stream()
                .map(id -> records.tag("kms", from.keyArn() + '/' + id))
                .toList();
        boolean damaged = records.walkUnopened(Objects.TABLE, first, Optional.empty(), record -> {
            try {
                visit(record, tags, visitor);
            } catch (CorruptObjectException | DamagedException unreadable) {
                visitor.unreadable(record.group(), unreadable);
            }
            visitor.passed(record.group());
        });
        if (damaged) {
            visitor.unreadable(Bytes.EMPTY, new IOException("records of objects cannot be read: a block is damaged"));
        }
    }

    private void visit(SealedStore.Unopened record, List<Bytes> tags, Visitor visitor) throws IOException {
        var label = labelOf(record);
        var bucketId = Objects.bucketId(record.group());
        var key = Objects.key(record.group());
        if (tags.contains(label.kmsTag())) {
            visitor.found(new Found(bucketId, key, versionId(record), ""));
        }
        if (label.older()) {
            records.walkUnopenedCells(Objects.TABLE, record.group(), OLDER_FROM, OLDER_TO, older -> {
                if (tags.contains(labelOf(older).kmsTag())) {
                    visitor.found(new Found(bucketId, key, versionId(older), ""));
                }
            });
        }
    }

    /// Visits the open uploads under `from`.
    public void walkUploads(From from, Bytes first, Visitor visitor) throws IOException {
        boolean damaged = records.walkUnopened(UPLOADS, first, Optional.empty(), record -> {
            try {
                var upload = UploadRecord.read(records.open(record));
                if (upload.state() != Upload.State.DONE && from.has(upload.envelope())) {
                    visitor.found(new Found(Objects.bucketId(record.group()), upload.key(), "", upload.id()));
                }
            } catch (CorruptObjectException unreadable) {
                visitor.unreadable(record.group(), unreadable);
            }
            visitor.passed(record.group());
        });
        if (damaged) {
            visitor.unreadable(Bytes.EMPTY, new IOException("records of uploads cannot be read: a block is damaged"));
        }
    }

    private ObjectLabel labelOf(SealedStore.Unopened record) throws IOException {
        var label = record.label();
        if (label.isPresent()) {
            return ObjectLabel.read(label.get());
        }
        if (record.sub().size() > 0) {
            return ObjectLabel.of(ObjectRecord.read(records.open(record)), false, records);
        }
        return ObjectLabel.of(ObjectRecord.readHead(records.open(record)), records);
    }

    private String versionId(SealedStore.Unopened record) throws IOException {
        var value = records.open(record);
        var version = record.sub().size() == 0 ? ObjectRecord.readHead(value).current() : ObjectRecord.read(value);
        return version.name().id();
    }

    /// Puts what was found under another key.
    ///
    /// @return how many bytes of plaintext it has; empty if it is not there any more, or under another key already
    /// @throws sealstead.wire.Refusal if the KMS refuses
    public Optional<Long> move(Bucket bucket, Found found, From from, String keyArn) throws IOException {
        return found.uploadId().isEmpty()
                ? moveVersion(bucket, found, from, keyArn)
                : moveUpload(bucket, found, from, keyArn);
    }

    private Optional<Long> moveVersion(Bucket bucket, Found found, From from, String keyArn) throws IOException {
        while (true) {
            var now = objects.find(bucket.id(), found.key());
            var version = objects.version(bucket.id(), found.key(), found.versionId());
            if (version.isEmpty() || !(version.get() instanceof StoredObject object) || !from.has(object.envelope())) {
                return Optional.empty();
            }
            var envelope = rewrapped(bucket, found.key(), object.envelope(), from, keyArn);
            if (objects.change(bucket, found.key(), now, object.with(envelope, object.checksum()))) {
                return Optional.of(object.bytes());
            }
        }
    }

    private Optional<Long> moveUpload(Bucket bucket, Found found, From from, String keyArn) throws IOException {
        while (true) {
            var now = uploads.findIfThere(bucket.id(), found.key(), found.uploadId());
            if (now.isEmpty() || !from.has(now.get().upload().envelope())) {
                return Optional.empty();
            }
            var envelope = rewrapped(bucket, found.key(), now.get().upload().envelope(), from, keyArn);
            if (uploads.change(now.get(), now.get().upload().with(envelope))) {
                return Optional.of(0L);
            }
        }
    }

    private Envelope rewrapped(Bucket bucket, String key, Envelope envelope, From from, String keyArn)
            throws IOException {
        var facts = RequestContext.ofJob(Caller.Principal.root(bucket.owner(), ""), clock.instant(), bucket.region());
        var service = bucket.isDirectory() ? "s3express" : "s3";
        var use = new Use(facts, bucket.region(), service, bucket.name(), Reason.REWRAP);
        var name = bucket.objectName(key);
        boolean bucketKey = envelope.kms().filter(Envelope.Kms::isBucketKey).isPresent();
        var moved = encryption.rewrap(name, envelope, bucket.serviceKeys(), keyArn, bucketKey, use, SELF);
        if (bucketKey && from.has(moved)) {
            // The bucket key at hand is of before the rotation.
            encryption.forgetBucketKey(name, keyArn, use);
            moved = encryption.rewrap(name, envelope, bucket.serviceKeys(), keyArn, true, use, SELF);
        }
        return moved;
    }
}
