package sealstead.s3.keys;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import sealstead.custody.LabelGate;
import sealstead.custody.SealedStore;
import sealstead.encryption.Encryption;
import sealstead.encryption.Envelope;
import sealstead.encryption.KeyAccess;
import sealstead.encryption.ObjectKeys;
import sealstead.encryption.Purpose;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.content.KeyAccesses;
import sealstead.s3.object.ObjectLabel;
import sealstead.s3.object.Objects;
import sealstead.s3.object.StoredObject;
import sealstead.s3.object.Upload;
import sealstead.s3.object.Uploads;
import sealstead.store.Bytes;

/// Finds versions and uploads that are under a version of a KMS key or an older service key, by the labels of
/// their records, and puts their data keys under another, on behalf of the root of their bucket's account.
/// Nothing that a client can see changes but the key.
public final class Rewrapping {
    /// How often a version that others change meanwhile is sealed anew before it is left: each time costs its
    /// length.
    private static final int MAX_RESEALS = 5;

    private static final int MAX_REWRAPS = 100;

    private final LabelledRecords records;
    private final SealedStore store;
    private final Objects objects;
    private final Uploads uploads;
    private final Encryption encryption;
    private final Reencryption reencryption;
    private final Clock clock;

    public Rewrapping(
            SealedStore records,
            Objects objects,
            Uploads uploads,
            Encryption encryption,
            SecureRandom random,
            Clock clock) {
        this.records = new LabelledRecords(records);
        this.store = records;
        this.objects = objects;
        this.uploads = uploads;
        this.encryption = encryption;
        this.reencryption = new Reencryption(objects, encryption, random);
        this.clock = clock;
    }

    /// What is to have nothing under it any more.
    public sealed interface From {
        /// Whether what is sealed so is under it.
        ///
        /// @param bucket that it is in
        boolean has(Envelope envelope, Bucket bucket);

        /// Versions of a KMS key.
        record KmsVersions(String keyArn, List<String> keyMaterialIds) implements From {
            public KmsVersions {
                keyMaterialIds = List.copyOf(keyMaterialIds);
            }

            @Override
            public boolean has(Envelope envelope, Bucket bucket) {
                return envelope.kms()
                        .filter(kms -> kms.keyArn().equals(keyArn) && keyMaterialIds.contains(kms.keyMaterialId()))
                        .isPresent();
            }
        }

        /// All service keys of each bucket but its newest.
        record OlderServiceKeys() implements From {
            @Override
            public boolean has(Envelope envelope, Bucket bucket) {
                var newest = bucket.serviceKeys().current().id();
                return envelope.service()
                        .filter(service -> !service.serviceKeyId().equals(newest))
                        .isPresent();
            }
        }
    }

    /// Finds buckets by their ids.
    @FunctionalInterface
    public interface Known {
        Optional<Bucket> bucket(String id) throws IOException;
    }

    /// A version or an upload that was found.
    ///
    /// @param versionId empty for an upload
    /// @param uploadId empty for a version
    public record Found(String bucketId, String key, String versionId, String uploadId) {
        /// Whether both are versions of one key.
        boolean isOfKeyOf(Found other) {
            return uploadId.isEmpty()
                    && other.uploadId().isEmpty()
                    && bucketId.equals(other.bucketId())
                    && key.equals(other.key());
        }
    }

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

    /// Where it is looked.
    ///
    /// @param bucketId the only bucket; empty for all
    /// @param prefix of keys
    record Where(String bucketId, String prefix) {
        /// What the groups begin with.
        Bytes bucket() {
            return Bytes.wrap(HexFormat.of().parseHex(bucketId));
        }

        private Bytes ofVersions() {
            return bucketId.isEmpty() ? Bytes.EMPTY : Objects.group(bucketId, prefix);
        }

        private Bytes ofUploads() {
            return bucketId.isEmpty() ? Bytes.EMPTY : Uploads.ofPrefix(bucketId, prefix);
        }
    }

    /// Visits the versions under `from`.
    ///
    /// @param first the group to begin with
    void walk(From from, Known known, Where where, Bytes first, Visitor visitor) throws IOException {
        var all = where.ofVersions();
        records.versions(later(all, first), end(all), new Finder(from, known, where.prefix(), visitor));
    }

    /// Visits the open uploads under `from`.
    void walkUploads(From from, Known known, Where where, Bytes first, Visitor visitor) throws IOException {
        var all = where.ofUploads();
        records.uploads(later(all, first), end(all), new Finder(from, known, where.prefix(), visitor));
    }

    private static Bytes later(Bytes one, Bytes other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    private static Optional<Bytes> end(Bytes all) {
        return all.size() == 0 ? Optional.empty() : Optional.of(all.prefixSuccessor());
    }

    private final class Finder implements LabelledRecords.Visitor {
        private final From from;
        private final Known known;
        private final String prefix;
        private final Visitor visitor;
        /// Of KMS versions.
        private final List<Bytes> tags;
        /// Of the newest service key of each bucket, by its id; empty if the bucket is gone.
        private final Map<String, Bytes> newest = new HashMap<>();

        Finder(From from, Known known, String prefix, Visitor visitor) {
            this.from = from;
            this.known = known;
            this.prefix = prefix;
            this.visitor = visitor;
            this.tags = switch (from) {
                case From.KmsVersions versions ->
                    versions.keyMaterialIds().stream()
                            .map(id -> ObjectLabel.kmsTag(store, versions.keyArn(), id))
                            .toList();
                case From.OlderServiceKeys older -> List.of();
            };
        }

        @Override
        public void version(SealedStore.Unopened record, ObjectLabel label, boolean labelled) throws IOException {
            var group = record.group();
            boolean isFound = switch (from) {
                case From.KmsVersions versions -> tags.contains(label.kmsTag());
                case From.OlderServiceKeys older ->
                    label.serviceTag().size() > 0 && !label.serviceTag().equals(newest(Objects.bucketId(group)));
            };
            if (isFound && Objects.key(group).startsWith(prefix)) {
                var id = records.open(record).name().id();
                visitor.found(new Found(Objects.bucketId(group), Objects.key(group), id, ""));
            }
        }

        private Bytes newest(String bucketId) throws IOException {
            var tag = newest.get(bucketId);
            if (tag == null) {
                tag = known.bucket(bucketId)
                        .map(bucket -> ObjectLabel.serviceTag(
                                store, bucket.serviceKeys().current().id()))
                        .orElse(Bytes.EMPTY);
                newest.put(bucketId, tag);
            }
            return tag;
        }

        @Override
        public void upload(SealedStore.Unopened record, Upload upload) throws IOException {
            var bucket = known.bucket(Objects.bucketId(record.group()));
            if (bucket.isPresent() && upload.key().startsWith(prefix) && from.has(upload.envelope(), bucket.get())) {
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

    /// Where to, and how.
    ///
    /// @param keyArn a KMS key; empty where service keys are left for the newest
    /// @param reencrypt whether versions get new data keys as well; open uploads keep theirs
    public record To(String keyArn, boolean reencrypt) {}

    /// What is told of what is left where it is.
    static final class LeftException extends IOException {
        private static final long serialVersionUID = 1L;

        LeftException(String why) {
            super(why);
        }
    }

    /// What is committed under `from` while it is watched, and the writes under it that had begun before.
    static final class Look implements AutoCloseable {
        /// Of who will not believe the walk.
        static final Look NONE = new Look(Optional.empty(), 0);

        private final Optional<LabelGate.Watch> watch;
        private final long underWay;

        private Look(Optional<LabelGate.Watch> watch, long underWay) {
            this.watch = watch;
            this.underWay = underWay;
        }

        /// How many of them a walk since may have missed.
        long missed() throws IOException {
            return (watch.isEmpty() ? 0 : watch.get().seen()) + underWay;
        }

        @Override
        public void close() {
            watch.ifPresent(LabelGate.Watch::close);
        }
    }

    /// Begins to look whether a walk that follows could miss anything under `from`.
    ///
    /// @param where in all keys of the bucket, if there is one
    /// @param all buckets that are looked at
    Look look(From from, Where where, Collection<Bucket> all) throws IOException {
        return switch (from) {
            case From.KmsVersions versions -> {
                encryption.forgetBucketKeys();
                yield look(
                        where,
                        ObjectLabel.KMS_PART,
                        versions.keyMaterialIds(),
                        id -> ObjectLabel.kmsTag(store, versions.keyArn(), id));
            }
            case From.OlderServiceKeys older -> {
                var ids = new ArrayList<String>();
                for (var bucket : all) {
                    var keys = bucket.serviceKeys().keys();
                    keys.subList(0, keys.size() - 1).forEach(key -> ids.add(key.id()));
                }
                yield look(where, ObjectLabel.SERVICE_PART, ids, id -> ObjectLabel.serviceTag(store, id));
            }
        };
    }

    private Look look(Where where, LabelGate.LabelPart part, List<String> ids, Function<String, Bytes> tag)
            throws IOException {
        var tags = ids.stream().map(tag).collect(Collectors.toSet());
        var watch = store.gate().watch(new LabelGate.Wanted(part, tags, where.bucket(), ids, ""));
        ToLongFunction<String> underWay =
                where.bucketId().isEmpty() ? encryption::underWay : id -> encryption.underWayIn(where.bucketId(), id);
        return new Look(Optional.of(watch), ids.stream().mapToLong(underWay).sum());
    }

    /// Puts what was found under another key.
    ///
    /// @param calls counts the calls of the KMS
    /// @return how many bytes of plaintext it has; empty if it is not there any more, or under another key already
    /// @throws sealstead.wire.Refusal if the KMS refuses
    /// @throws LeftException if others changed it again and again meanwhile, or it cannot be sealed anew
    public Optional<Long> move(Bucket bucket, Found found, From from, To to, LongAdder calls) throws IOException {
        var access = KeyAccesses.ofOwner(clock.instant(), bucket, found.key(), Purpose.REWRAP)
                .countedBy(calls);
        return found.uploadId().isEmpty()
                ? moveVersion(bucket, found, from, to, access)
                : moveUpload(bucket, found, from, to.keyArn(), access);
    }

    private Optional<Long> moveVersion(Bucket bucket, Found found, From from, To to, KeyAccess access)
            throws IOException {
        int most = to.reencrypt() ? MAX_RESEALS : MAX_REWRAPS;
        for (int attempt = 0; attempt < most; attempt++) {
            var now = objects.find(bucket.id(), found.key());
            var version = objects.version(bucket.id(), found.key(), found.versionId());
            if (version.isEmpty()
                    || !(version.get() instanceof StoredObject object)
                    || !from.has(object.envelope(), bucket)) {
                return Optional.empty();
            }
            if (to.reencrypt()) {
                var whole = new Reencryption.Version(bucket, found.key(), now, object);
                if (reencryption.reseal(whole, from, to.keyArn(), access)) {
                    return Optional.of(object.bytes());
                }
                continue;
            }
            var envelope = moved(bucket, object.envelope(), from, to.keyArn(), access);
            if (objects.change(bucket, found.key(), now, object.with(envelope, object.checksum()))) {
                return Optional.of(object.bytes());
            }
        }
        throw changing(most);
    }

    private static LeftException changing(int times) {
        return new LeftException("it was changed while it was moved, " + times + " times in a row");
    }

    private Optional<Long> moveUpload(Bucket bucket, Found found, From from, String to, KeyAccess access)
            throws IOException {
        for (int attempt = 0; attempt < MAX_REWRAPS; attempt++) {
            var now = uploads.findIfThere(bucket.id(), found.key(), found.uploadId());
            if (now.isEmpty() || !from.has(now.get().upload().envelope(), bucket)) {
                return Optional.empty();
            }
            var envelope = moved(bucket, now.get().upload().envelope(), from, to, access);
            if (uploads.change(now.get(), now.get().upload().with(envelope))) {
                return Optional.of(0L);
            }
        }
        throw changing(MAX_REWRAPS);
    }

    private Envelope moved(Bucket bucket, Envelope envelope, From from, String to, KeyAccess access)
            throws IOException {
        return switch (from) {
            case From.KmsVersions versions -> rewrapped(bucket, envelope, versions, to, access);
            case From.OlderServiceKeys older -> encryption.underNewestServiceKey(access.object(), envelope);
        };
    }

    private Envelope rewrapped(Bucket bucket, Envelope envelope, From.KmsVersions from, String keyArn, KeyAccess access)
            throws IOException {
        boolean bucketKey = envelope.kms().filter(ObjectKeys.OfKms::isBucketKey).isPresent();
        var moved = encryption.rewrap(access, envelope, keyArn, bucketKey);
        if (bucketKey && from.has(moved, bucket)) {
            // The bucket key at hand is of before the rotation.
            encryption.forgetBucketKey(access, keyArn);
            moved = encryption.rewrap(access, envelope, keyArn, true);
        }
        return moved;
    }
}
