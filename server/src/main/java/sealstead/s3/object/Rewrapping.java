package sealstead.s3.object;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import sealstead.custody.SealedStore;
import sealstead.encryption.Encryption;
import sealstead.encryption.Envelope;
import sealstead.iam.Caller;
import sealstead.iam.RequestContext;
import sealstead.kms.Reason;
import sealstead.kms.Use;
import sealstead.s3.bucket.Bucket;
import sealstead.store.Bytes;
import sealstead.wire.Request;

/// Finds versions and uploads that are under a version of a KMS key, by the labels of their records, and
/// puts their data keys under another, on behalf of the root of their bucket's account. Nothing that a
/// client can see changes but the key.
public final class Rewrapping {
    private static final Request.Peer SELF = new Request.Peer("127.0.0.1", false, true);

    private final LabelledRecords records;
    private final SealedStore store;
    private final Objects objects;
    private final Uploads uploads;
    private final Encryption encryption;
    private final Clock clock;

    public Rewrapping(SealedStore records, Objects objects, Uploads uploads, Encryption encryption, Clock clock) {
        this.records = new LabelledRecords(records);
        this.store = records;
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
        records.versions(first, Optional.empty(), new Finder(from, visitor));
    }

    /// Visits the open uploads under `from`.
    public void walkUploads(From from, Bytes first, Visitor visitor) throws IOException {
        records.uploads(first, Optional.empty(), new Finder(from, visitor));
    }

    private final class Finder implements LabelledRecords.Visitor {
        private final From from;
        private final Visitor visitor;
        private final List<Bytes> tags;

        Finder(From from, Visitor visitor) {
            this.from = from;
            this.visitor = visitor;
            this.tags = from.keyMaterialIds().stream()
                    .map(id -> ObjectLabel.kmsTag(store, from.keyArn(), id))
                    .toList();
        }

        @Override
        public void version(SealedStore.Unopened record, ObjectLabel label, boolean labelled) throws IOException {
            if (tags.contains(label.kmsTag())) {
                var group = record.group();
                var id = records.open(record).name().id();
                visitor.found(new Found(Objects.bucketId(group), Objects.key(group), id, ""));
            }
        }

        @Override
        public void upload(SealedStore.Unopened record, Upload upload) throws IOException {
            if (from.has(upload.envelope())) {
                visitor.found(new Found(Objects.bucketId(record.group()), upload.key(), "", upload.id()));
            }
        }

        @Override
        public void unreadable(Bytes group, IOException why) {
            visitor.unreadable(group, why);
        }

        @Override
        public void passed(Bytes group) throws IOException {
            visitor.passed(group);
        }
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
