package sealstead.s3.keys;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import sealstead.custody.LabelGate;
import sealstead.custody.SealedStore;
import sealstead.encryption.Encryption;
import sealstead.encryption.Envelope;
import sealstead.iam.Caller;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.object.ObjectLabel;
import sealstead.s3.object.Objects;
import sealstead.s3.object.Upload;
import sealstead.s3.object.Uploads;
import sealstead.store.Bytes;
import sealstead.store.Table;

/// What hangs on a KMS key, or on some of its versions: stored versions, open uploads, and buckets whose new
/// objects get it. It looks through the labels of all records, bucket by bucket in the order of their names.
/// What hangs on a service key is all in its bucket.
public final class KeyDependents {
    private static final int MAX_SAMPLES = 10;

    private final SealedStore store;
    private final LabelledRecords records;
    private final Buckets buckets;
    private final Encryption encryption;
    private final Clock clock;

    public KeyDependents(SealedStore records, Buckets buckets, Encryption encryption, Clock clock) {
        this.store = records;
        this.records = new LabelledRecords(records);
        this.buckets = buckets;
        this.encryption = encryption;
        this.clock = clock;
    }

    /// A KMS key and those of its versions that are meant.
    public record Versions(String keyArn, List<String> keyMaterialIds) {
        public Versions {
            keyMaterialIds = List.copyOf(keyMaterialIds);
        }
    }

    /// What is looked for.
    private sealed interface Of {
        /// What labels of versions under it have.
        Set<Bytes> tags();

        boolean isIn(Envelope envelope);

        /// Whether it is this KMS key.
        boolean isKey(String keyArn);
    }

    private final class OfKms implements Of {
        private final Versions of;

        OfKms(Versions of) {
            this.of = of;
        }

        @Override
        public Set<Bytes> tags() {
            return KeyDependents.this.tags(of);
        }

        @Override
        public boolean isIn(Envelope envelope) {
            return envelope.kms()
                    .filter(kms -> kms.keyArn().equals(of.keyArn())
                            && of.keyMaterialIds().contains(kms.keyMaterialId()))
                    .isPresent();
        }

        @Override
        public boolean isKey(String keyArn) {
            return keyArn.equals(of.keyArn());
        }
    }

    private final class OfService implements Of {
        private final String serviceKeyId;

        OfService(String serviceKeyId) {
            this.serviceKeyId = serviceKeyId;
        }

        @Override
        public Set<Bytes> tags() {
            return Set.of(ObjectLabel.serviceTag(store, serviceKeyId));
        }

        @Override
        public boolean isIn(Envelope envelope) {
            return envelope.service()
                    .filter(service -> service.serviceKeyId().equals(serviceKeyId))
                    .isPresent();
        }

        @Override
        public boolean isKey(String keyArn) {
            return false;
        }
    }

    /// @param bucket its name; or its id, if its record cannot be read
    /// @param byDefault whether new objects get the key
    public record InBucket(String bucket, long versions, long bytes, long uploads, boolean byDefault) {}

    /// A version or an upload.
    ///
    /// @param versionId empty for an upload
    /// @param uploadId empty for a version
    public record Dependent(String bucket, String key, String versionId, String uploadId, long bytes) {
        /// In a line of text.
        public String shown() {
            return bucket + "/" + key + (uploadId.isEmpty() ? " version " + versionId : " upload " + uploadId);
        }
    }

    /// @param damaged how many records cannot be read, each of which may be under the key
    /// @param complete whether everything was looked at and could be read
    public record Report(Instant at, List<InBucket> buckets, List<Dependent> samples, long damaged, boolean complete) {
        public Report {
            buckets = List.copyOf(buckets);
            samples = List.copyOf(samples);
        }

        public long versions() {
            return buckets.stream().mapToLong(InBucket::versions).sum();
        }

        public long bytes() {
            return buckets.stream().mapToLong(InBucket::bytes).sum();
        }

        public long uploads() {
            return buckets.stream().mapToLong(InBucket::uploads).sum();
        }

        public List<String> byDefault() {
            return buckets.stream()
                    .filter(InBucket::byDefault)
                    .map(InBucket::bucket)
                    .toList();
        }

        /// Whether anything was found that could not be read without the key.
        public boolean isAny() {
            return versions() + uploads() > 0;
        }
    }

    /// Takes dependents one by one, in order.
    @FunctionalInterface
    public interface Visitor {
        /// @param number of the key in the list of those that are looked for, from 0
        void visit(int number, Dependent dependent) throws IOException;
    }

    /// What hangs on `of`.
    ///
    /// @param enough asked between two records; ends the look
    public Report look(Versions of, BooleanSupplier enough) throws IOException {
        return new Look(List.of(new OfKms(of)), ObjectLabel::kmsTag, enough, Optional.empty())
                .reports()
                .getFirst();
    }

    /// What hangs on a service key of a bucket.
    public Report look(Bucket bucket, String serviceKeyId) throws IOException {
        var of = new OfService(serviceKeyId);
        return new Look(List.of(of), ObjectLabel::serviceTag, () -> false, Optional.empty())
                .reports(Map.of(bucket.id(), bucket), Set.of(bucket.id()), true)
                .getFirst();
    }

    /// What hangs on each of several keys, in one walk over everything, and tells each dependent: bucket by
    /// bucket in the order of their names' bytes, in each by key in the order of bytes, of each key the
    /// newest version first; then the bucket's open uploads by key and time.
    ///
    /// @return a report of each, in their order
    List<Report> list(List<Versions> of, Visitor visitor) throws IOException {
        var keys = of.stream().<Of>map(OfKms::new).toList();
        return new Look(keys, ObjectLabel::kmsTag, () -> false, Optional.of(visitor)).reports();
    }

    /// Notices what is written under `of` from now on.
    public LabelGate.Watch watch(Versions of) throws IOException {
        return watch(of, "");
    }

    /// The same, for who will forbid it for a reason that may go again.
    LabelGate.Watch watch(Versions of, String reason) throws IOException {
        return store.gate()
                .watch(new LabelGate.Wanted(ObjectLabel.KMS_PART, tags(of), Bytes.EMPTY, of.keyMaterialIds(), reason));
    }

    /// Notices what is written under a service key from now on.
    LabelGate.Watch watch(String serviceKeyId) throws IOException {
        return store.gate()
                .watch(new LabelGate.Wanted(
                        ObjectLabel.SERVICE_PART,
                        Set.of(ObjectLabel.serviceTag(store, serviceKeyId)),
                        Bytes.EMPTY,
                        List.of(serviceKeyId),
                        ""));
    }

    private Set<Bytes> tags(Versions of) {
        return of.keyMaterialIds().stream()
                .map(id -> ObjectLabel.kmsTag(store, of.keyArn(), id))
                .collect(Collectors.toSet());
    }

    /// Ends a look.
    private static final class EnoughException extends IOException {
        private static final long serialVersionUID = 1;
    }

    /// What was found of one of those that are looked for.
    private static final class Tally {
        private final int number;
        private final Of of;
        private final List<Dependent> samples = new ArrayList<>();
        private final List<InBucket> rows = new ArrayList<>();
        private long versions;
        private long bytes;
        private long uploads;

        Tally(int number, Of of) {
            this.number = number;
            this.of = of;
        }

        void bucketPassed(String bucket, boolean byDefault) {
            if (versions + uploads > 0 || byDefault) {
                rows.add(new InBucket(bucket, versions, bytes, uploads, byDefault));
            }
            versions = 0;
            bytes = 0;
            uploads = 0;
        }
    }

    private final class Look implements LabelledRecords.Visitor {
        private final List<Tally> tallies = new ArrayList<>();
        private final Map<Bytes, Tally> byTag = new HashMap<>();
        private final Function<ObjectLabel, Bytes> tagOf;
        private final BooleanSupplier enough;
        private final Optional<Visitor> visitor;
        private String bucket = "";
        private long damaged;

        Look(List<Of> keys, Function<ObjectLabel, Bytes> tagOf, BooleanSupplier enough, Optional<Visitor> visitor) {
            for (var of : keys) {
                var tally = new Tally(tallies.size(), of);
                tallies.add(tally);
                of.tags().forEach(tag -> byTag.put(tag, tally));
            }
            this.tagOf = tagOf;
            this.enough = enough;
            this.visitor = visitor;
        }

        List<Report> reports() throws IOException {
            Map<String, Bucket> known = new TreeMap<>();
            buckets.walkReadable(found -> known.put(found.id(), found));
            var ids = new TreeSet<>(known.keySet());
            boolean whole = addUnknown(Objects.TABLE, ids);
            whole &= addUnknown(Uploads.TABLE, ids);
            return reports(known, ids, whole);
        }

        /// @param known the buckets by their ids
        /// @param ids of those that are looked at
        /// @param whole whether those are all that there are
        List<Report> reports(Map<String, Bucket> known, Set<String> ids, boolean whole) throws IOException {
            var ordered = ids.stream()
                    .sorted(Comparator.comparing(id -> Bytes.utf8(name(known, id))))
                    .toList();
            boolean complete = whole;
            for (var id : ordered) {
                bucket = name(known, id);
                var byDefault = Optional.ofNullable(known.get(id)).flatMap(this::defaultKey);
                try {
                    var from = Bytes.wrap(HexFormat.of().parseHex(id));
                    var to = Optional.of(from.prefixSuccessor());
                    records.versions(from, to, this);
                    records.uploads(from, to, this);
                } catch (EnoughException stopped) {
                    complete = false;
                }
                tallies.forEach(tally -> tally.bucketPassed(
                        bucket, byDefault.filter(tally.of::isKey).isPresent()));
            }
            boolean all = complete && damaged == 0;
            var now = clock.instant();
            return tallies.stream()
                    .map(tally -> new Report(now, tally.rows, tally.samples, damaged, all))
                    .toList();
        }

        /// The KMS key that a bucket gives to new objects that ask for nothing else.
        private Optional<String> defaultKey(Bucket of) {
            return encryption.defaultKey(
                    of.encryptionFor(Optional.empty()), Caller.Principal.root(of.owner(), ""), of.region());
        }

        private static String name(Map<String, Bucket> known, String id) {
            var found = known.get(id);
            return found == null ? id : found.name();
        }

        /// The ids of buckets whose records are not to be had, but that have something: one row of each is
        /// enough.
        ///
        /// @return false if some of them may not be known
        private boolean addUnknown(Table table, Set<String> ids) throws IOException {
            boolean whole = true;
            for (var next = store.first(table, Bytes.EMPTY); ; ) {
                whole &= !next.damaged();
                if (next.group().isEmpty()) {
                    return whole;
                }
                var id = next.group().get().slice(0, Objects.BUCKET_ID_BYTES);
                ids.add(id.toString());
                next = store.first(table, id.prefixSuccessor());
            }
        }

        @Override
        public void version(SealedStore.Unopened record, ObjectLabel label, boolean labelled) throws IOException {
            var tally = byTag.get(tagOf.apply(label));
            if (tally != null) {
                tally.versions++;
                tally.bytes += label.bytes();
                if (visitor.isPresent() || tally.samples.size() < MAX_SAMPLES) {
                    var id = records.open(record).name().id();
                    tell(tally, new Dependent(bucket, Objects.key(record.group()), id, "", label.bytes()));
                }
            }
        }

        @Override
        public void upload(SealedStore.Unopened record, Upload upload) throws IOException {
            var tally = byTag.get(tagOf.apply(records.labelOf(upload.envelope())));
            if (tally != null && tally.of.isIn(upload.envelope())) {
                tally.uploads++;
                tell(tally, new Dependent(bucket, upload.key(), "", upload.id(), 0));
            }
        }

        private void tell(Tally tally, Dependent dependent) throws IOException {
            if (tally.samples.size() < MAX_SAMPLES) {
                tally.samples.add(dependent);
            }
            if (visitor.isPresent()) {
                visitor.get().visit(tally.number, dependent);
            }
        }

        @Override
        public void unreadable(Bytes group, IOException why) {
            damaged++;
        }

        @Override
        public void passed(Bytes group) throws IOException {
            if (enough.getAsBoolean() || Thread.currentThread().isInterrupted()) {
                throw new EnoughException();
            }
        }
    }
}
