package sealstead.s3.content;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.encryption.Encryption;
import sealstead.encryption.EncryptionRequest;
import sealstead.encryption.Envelope;
import sealstead.encryption.ObjectSealer;
import sealstead.encryption.Purpose;
import sealstead.iam.Caller;
import sealstead.s3.S3Error;
import sealstead.s3.acl.Rights;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.bucket.PublicAccessBlock;
import sealstead.s3.bucket.Versioning;
import sealstead.s3.object.DeleteMarker;
import sealstead.s3.object.EntityTag;
import sealstead.s3.object.LockHeaders;
import sealstead.s3.object.ObjectEvents;
import sealstead.s3.object.ObjectLock;
import sealstead.s3.object.Objects;
import sealstead.s3.object.Part;
import sealstead.s3.object.Placement;
import sealstead.s3.object.ReplicationStatus;
import sealstead.s3.object.Storage;
import sealstead.s3.object.StorageClass;
import sealstead.s3.object.StoredBody;
import sealstead.s3.object.StoredChecksum;
import sealstead.s3.object.StoredObject;
import sealstead.s3.object.Version;
import sealstead.store.Room;
import sealstead.wire.Refusal;

/// Writes replicas: versions with the name and the time of their source, opened as whoever carries them and sealed anew
/// for where they go. It may be done any number of times; what is there already only gets the source's tags, rights and
/// lock.
public final class ReplicaWriter {
    private final Objects objects;
    private final Buckets buckets;
    private final Encryption encryption;
    private final ReplicaReader reader;
    private final Room room;
    private final SecureRandom random;
    private final Clock wall;

    /// @param room is asked before anything is written
    /// @param wall by which policies of keys go
    public ReplicaWriter(
            Objects objects, Buckets buckets, Encryption encryption, Room room, SecureRandom random, Clock wall) {
        this.objects = objects;
        this.buckets = buckets;
        this.encryption = encryption;
        this.reader = new ReplicaReader(objects, encryption, wall);
        this.room = room;
        this.random = random;
        this.wall = wall;
    }

    /// What becomes of a replica.
    ///
    /// @param ownerOverride whether it is the destination's owner's
    /// @param storageClass the source's if absent
    /// @param kmsKey for what is under a KMS key at the source
    public record Wish(boolean ownerOverride, Optional<StorageClass> storageClass, String kmsKey) {}

    /// Where a version goes.
    ///
    /// @param carrier as whom keys are asked for
    public record Way(Bucket source, Bucket destination, String key, Caller.Principal carrier, Wish wish) {}

    /// What was done at a destination.
    ///
    /// @param calls the operations of S3 that it comes to, none if all was there
    /// @param bytes of plaintext that were written
    public record Outcome(List<String> calls, long bytes) {
        public Outcome {
            calls = List.copyOf(calls);
        }

        /// Whether a version was made, and not only changed.
        public boolean made() {
            return calls.contains("PutObject") || calls.contains("DeleteObject");
        }
    }

    /// Carries a version.
    ///
    /// @throws sealstead.wire.Refusal if it cannot be carried
    public Outcome carry(Way way, Version version) throws IOException {
        while (true) {
            var destination = buckets.checkWritable(way.destination());
            if (destination.versioning() != Versioning.ENABLED) {
                throw S3Error.INVALID_REQUEST.saying("Destination bucket must have versioning enabled.");
            }
            var found = objects.find(destination.id(), way.key());
            var there =
                    objects.version(destination.id(), way.key(), version.name().id());
            if (there.isEmpty()) {
                return write(way, destination, version);
            }
            // Names of null versions are alike, whatever they were made from: by when they were made they are told
            // apart.
            boolean same = there.get().replication() == ReplicationStatus.REPLICA
                    && there.get().name().equals(version.name());
            if (!same) {
                throw S3Error.INVALID_REQUEST.saying("Another version stands where the replica would.");
            }
            if (!(there.get() instanceof StoredObject replica) || !(version instanceof StoredObject object)) {
                return new Outcome(List.of(), 0);
            }
            var changed = replica.with(object.tags())
                    .with(object.attributes().with(rights(way, destination, object)))
                    .with(lock(destination, object, replica.lock()));
            var calls = changes(replica, changed);
            if (calls.isEmpty() || objects.change(destination, way.key(), found, changed)) {
                return new Outcome(calls, 0);
            }
        }
    }

    private static List<String> changes(StoredObject before, StoredObject after) {
        var calls = new ArrayList<String>();
        if (!before.tags().equals(after.tags())) {
            calls.add("PutObjectTagging");
        }
        if (!before.attributes().equals(after.attributes())) {
            calls.add("PutObjectAcl");
        }
        if (!before.lock().retention().equals(after.lock().retention())) {
            calls.add("PutObjectRetention");
        }
        if (!before.lock().legalHold().equals(after.lock().legalHold())) {
            calls.add("PutObjectLegalHold");
        }
        return calls;
    }

    private Outcome write(Way way, Bucket destination, Version version) throws IOException {
        return switch (version) {
            case DeleteMarker marker -> {
                put(way, destination, marker.with(ReplicationStatus.REPLICA), new Objects.Content.Stored());
                yield new Outcome(List.of("DeleteObject"), 0);
            }
            case StoredObject object -> new Outcome(List.of("PutObject"), copy(way, destination, object));
        };
    }

    /// @return false if another replicated the same meanwhile
    private boolean put(Way way, Bucket destination, Version replica, Objects.Content content) throws IOException {
        var type = replica instanceof DeleteMarker ? ObjectEvents.Type.REMOVED_MARKER : ObjectEvents.Type.CREATED_PUT;
        var event = new ObjectEvents.Event(
                new ObjectEvents.Cause("", "", way.carrier().arn()), type);
        while (true) {
            var now = buckets.checkWritable(destination);
            var found = objects.find(now.id(), way.key());
            if (objects.version(now.id(), way.key(), replica.name().id()).isPresent()) {
                return false;
            }
            if (objects.putReplica(now, way.key(), found, replica, content, event)) {
                return true;
            }
        }
    }

    private long copy(Way way, Bucket destination, StoredObject object) throws IOException {
        var lock = lock(destination, object, ObjectLock.NONE);
        room.require(object.bytes());
        try (var opened = reader.open(way.source(), way.key(), object, way.carrier());
                var sealer = sealing(way, destination, object)) {
            var described = object.with(object.attributes().with(rights(way, destination, object)))
                    .with(lock)
                    .with(Storage.of(
                            way.wish().storageClass().orElse(object.storage().storageClass())))
                    .with(ReplicationStatus.REPLICA)
                    .withoutUpload();
            new Turn(way, destination, described, opened, sealer).copy();
        }
        return object.bytes();
    }

    private ObjectSealer sealing(Way way, Bucket destination, StoredObject object) {
        var asked = switch (object.envelope().scheme()) {
            case SSE_S3 -> new EncryptionRequest.Default(Optional.of(false));
            case SSE_KMS -> new EncryptionRequest.Kms(way.wish().kmsKey(), Optional.of(false), Map.of(), false);
            case DSSE_KMS -> new EncryptionRequest.Kms(way.wish().kmsKey(), Optional.of(false), Map.of(), true);
            case SSE_C -> throw S3Error.INVALID_REQUEST.saying("What is under a customer's key is not replicated.");
        };
        var access = KeyAccesses.ofJob(way.carrier(), wall.instant(), destination, way.key(), Purpose.COPY_DESTINATION);
        var plan = WritePlan.of(encryption, asked, destination.encryption(), access, "s3:ReplicateObject");
        return encryption.sealReplica(access, plan.protection());
    }

    private static Rights rights(Way way, Bucket destination, StoredObject object) {
        if (way.wish().ownerOverride() || !destination.hasAcls()) {
            return Rights.BUCKET_OWNERS;
        }
        var owner = way.source().owner();
        var rights = object.attributes().rights();
        var list = rights.aclIn(owner);
        boolean blocked = destination
                .settings()
                .publicAccess()
                .filter(PublicAccessBlock::blockPublicAcls)
                .isPresent();
        if (blocked && list.isPublic()) {
            throw S3Error.ACCESS_DENIED.saying("Access Denied because public ACLs are prevented by the"
                    + " BlockPublicAcls setting in S3 Block Public Access.");
        }
        return Rights.of(rights.ownerIn(owner), destination.owner(), list);
    }

    /// The source's lock, or the destination's default where it has none. What the replica has is never made
    /// weaker by it: its retention is not made shorter in either mode, and its hold is not lifted, since the
    /// destination may have set them itself.
    private ObjectLock lock(Bucket destination, StoredObject object, ObjectLock before) {
        var settings = destination.settings().lock();
        if (!settings.enabled()) {
            if (!object.lock().equals(ObjectLock.NONE)) {
                throw S3Error.INVALID_REQUEST.saying("Bucket is missing Object Lock Configuration");
            }
            return ObjectLock.NONE;
        }
        var wanted = object.lock()
                .retention()
                .or(() -> before.retention()
                        .or(() -> settings.byDefault().map(rule -> LockHeaders.retention(rule, objects.now()))));
        boolean allowed = before.allows(wanted, objects.now(), false);
        boolean held = before.legalHold().orElse(false);
        return new ObjectLock(
                allowed ? wanted : before.retention(),
                held ? before.legalHold() : object.lock().legalHold().or(before::legalHold));
    }

    /// One object, while both its keys are at hand.
    private final class Turn {
        private final Way way;
        private final Bucket destination;
        private final StoredObject object;
        private final OpenedObject opened;
        private final ObjectSealer sealer;
        private final ContentResealing resealing;

        Turn(Way way, Bucket destination, StoredObject object, OpenedObject opened, ObjectSealer sealer) {
            this.way = way;
            this.destination = destination;
            this.object = object;
            this.opened = opened;
            this.sealer = sealer;
            this.resealing =
                    new ContentResealing(objects, random, destination.id(), way.key(), opened.opener(), sealer);
        }

        void copy() throws IOException {
            var body = opened.body();
            if (object.placement() instanceof Placement.Parts parts) {
                var manifest = resealing.parts(((StoredBody.Parts) body).manifest(), body);
                long stored =
                        manifest.parts().stream().mapToLong(Part::storedBytes).sum();
                var content = new Objects.Content.Parts(manifest);
                commit(stored, partsEtag(), resealing.checksum(object), parts, content);
                return;
            }
            var algorithm = object.checksum().map(StoredChecksum::algorithm).orElse(ChecksumAlgorithm.CRC64NVME);
            var digests = BodyDigests.ofCopy(algorithm, sealer.hasMd5Etag());
            ContentResealing.Plaintext all = out -> opened.copy(0, object.bytes(), digests, out);
            long stored = sealer.storedBytes(object.bytes());
            Placement placement;
            Objects.Content content = new Objects.Content.Stored();
            if (stored > objects.mostInlineBytes()) {
                placement = new Placement.Blob(resealing.blob(all));
            } else {
                var ciphertext = resealing.inMemory(stored, all);
                if (stored <= ObjectWriter.MAX_WITHIN_BYTES) {
                    placement = new Placement.Within(ciphertext);
                } else {
                    placement = new Placement.Inline();
                    content = new Objects.Content.Inline(ciphertext);
                }
            }
            var result = digests.finish();
            boolean hidden = !sealer.hasMd5Etag() && hidesPlaintext();
            var etag = hidden ? object.etag() : SealedBody.etag(sealer, result, random);
            commit(stored, etag, Optional.of(StoredChecksum.of(result.clear(), sealer)), placement, content);
        }

        /// The source's, except where it would tell of the plaintext what the replica keeps to itself.
        private String partsEtag() {
            if (sealer.hasMd5Etag() || hidesPlaintext()) {
                return object.etag();
            }
            return EntityTag.random(random) + "-" + object.parts();
        }

        private boolean hidesPlaintext() {
            return object.envelope().scheme() != Envelope.Scheme.SSE_S3;
        }

        private void commit(
                long storedBytes,
                String etag,
                Optional<StoredChecksum> checksum,
                Placement placement,
                Objects.Content content)
                throws IOException {
            var envelope = sealer.envelope(object.bytes()).ofLength(object.bytes(), storedBytes);
            var replica = object.with(envelope, checksum).with(placement).withEtag(etag);
            if (!resealing.isStillOurs()) {
                throw S3Error.SLOW_DOWN.refusal();
            }
            try {
                if (put(way, destination, replica, content)) {
                    resealing.keep();
                } else {
                    resealing.giveUp();
                }
            } catch (Refusal refused) {
                resealing.giveUp();
                throw refused;
            }
        }
    }
}
