package sealstead.s3.object;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import sealstead.custody.LabelGate;
import sealstead.custody.SealedStore;
import sealstead.encryption.Encryption;
import sealstead.encryption.Envelope;
import sealstead.iam.Caller;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.store.Bytes;
import sealstead.store.Table;

/// What hangs on a KMS key, or on some of its versions: stored versions, open uploads, and buckets whose new
/// objects get it. It looks through the labels of all records, bucket by bucket in the order of their names.
/// What hangs on a service key is all in its bucket.
public final class KeyDependents {
    private static final int MAX_SAMPLES = 10;
    private static final UnaryOperator<Bytes> KMS_TAG = ObjectLabel::kmsTag;
    private static final UnaryOperator<Bytes> SERVICE_TAG = ObjectLabel::serviceTag;

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
        /// Whether a version with this label is under it.
        boolean isIn(ObjectLabel label);

        boolean isIn(Envelope envelope);

        /// Whether a bucket gives it to new objects that ask for nothing else.
        boolean isDefaultOf(Bucket bucket);
    }

    private final class OfKms implements Of {
        private final Versions of;
        private final Set<Bytes> tags;

        OfKms(Versions of) {
            this.of = of;
            this.tags = tags(of);
        }

        @Override
        public boolean isIn(ObjectLabel label) {
            return tags.contains(label.kmsTag());
        }

        @Override
        public boolean isIn(Envelope envelope) {
            return envelope.kms()
                    .filter(kms -> kms.keyArn().equals(of.keyArn())
                            && of.keyMaterialIds().contains(kms.keyMaterialId()))
                    .isPresent();
        }

        @Override
        public boolean isDefaultOf(Bucket bucket) {
            return encryption
                    .defaultKey(
                            bucket.encryptionFor(Optional.empty()),
                            Caller.Principal.root(bucket.owner(), ""),
                            bucket.region())
                    .filter(of.keyArn()::equals)
                    .isPresent();
        }
    }

    private final class OfService implements Of {
        private final String serviceKeyId;
        private final Bytes tag;

        OfService(String serviceKeyId) {
            this.serviceKeyId = serviceKeyId;
            this.tag = ObjectLabel.serviceTag(store, serviceKeyId);
        }

        @Override
        public boolean isIn(ObjectLabel label) {
            return label.serviceTag().equals(tag);
        }

        @Override
        public boolean isIn(Envelope envelope) {
            return envelope.service()
                    .filter(service -> service.serviceKeyId().equals(serviceKeyId))
                    .isPresent();
        }

        @Override
        public boolean isDefaultOf(Bucket bucket) {
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
        void visit(Dependent dependent) throws IOException;
    }

    /// What hangs on `of`.
    ///
    /// @param enough asked between two records; ends the look
    public Report look(Versions of, BooleanSupplier enough) throws IOException {
        return new Look(new OfKms(of), enough, Optional.empty()).report();
    }

    /// What hangs on a service key of a bucket.
    public Report look(Bucket bucket, String serviceKeyId) throws IOException {
        return new Look(new OfService(serviceKeyId), () -> false, Optional.empty())
                .report(Map.of(bucket.id(), bucket), Set.of(bucket.id()), true);
    }

    /// The same, and tells each of them: bucket by bucket in the order of their names' bytes, in each by key in
    /// the order of bytes, of each key the newest version first; then the bucket's open uploads by key and
    /// time.
    public Report list(Versions of, Visitor visitor) throws IOException {
        return new Look(new OfKms(of), () -> false, Optional.of(visitor)).report();
    }

    /// Notices what is written under `of` from now on.
    public LabelGate.Watch watch(Versions of) {
        return store.gate().watch(KMS_TAG, tags(of));
    }

    /// Notices what is written under a service key from now on.
    LabelGate.Watch watch(String serviceKeyId) {
        return store.gate().watch(SERVICE_TAG, Set.of(ObjectLabel.serviceTag(store, serviceKeyId)));
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

    private final class Look implements LabelledRecords.Visitor {
        private final Of of;
        private final BooleanSupplier enough;
        private final Optional<Visitor> visitor;
        private final List<Dependent> samples = new ArrayList<>();
        private String bucket = "";
        private long versions;
        private long bytes;
        private long uploads;
        private long damaged;

        Look(Of of, BooleanSupplier enough, Optional<Visitor> visitor) {
            this.of = of;
            this.enough = enough;
            this.visitor = visitor;
        }

        Report report() throws IOException {
            Map<String, Bucket> known = new TreeMap<>();
            buckets.walkReadable(found -> known.put(found.id(), found));
            var ids = new TreeSet<>(known.keySet());
            boolean whole = addUnknown(Objects.TABLE, ids);
            whole &= addUnknown(Uploads.TABLE, ids);
            return report(known, ids, whole);
        }

        /// @param known the buckets by their ids
        /// @param ids of those that are looked at
        /// @param whole whether those are all that there are
        Report report(Map<String, Bucket> known, Set<String> ids, boolean whole) throws IOException {
            var ordered = ids.stream()
                    .sorted(Comparator.comparing(id -> Bytes.utf8(name(known, id))))
                    .toList();
            var rows = new ArrayList<InBucket>();
            boolean complete = whole;
            for (var id : ordered) {
                bucket = name(known, id);
                versions = 0;
                bytes = 0;
                uploads = 0;
                boolean byDefault = Optional.ofNullable(known.get(id))
                        .filter(of::isDefaultOf)
                        .isPresent();
                try {
                    var from = Bytes.wrap(HexFormat.of().parseHex(id));
                    var to = Optional.of(from.prefixSuccessor());
                    records.versions(from, to, this);
                    records.uploads(from, to, this);
                } catch (EnoughException stopped) {
                    complete = false;
                }
                if (versions + uploads > 0 || byDefault) {
                    rows.add(new InBucket(bucket, versions, bytes, uploads, byDefault));
                }
            }
            return new Report(clock.instant(), rows, samples, damaged, complete && damaged == 0);
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
            if (of.isIn(label)) {
                versions++;
                bytes += label.bytes();
                if (visitor.isPresent() || samples.size() < MAX_SAMPLES) {
                    var version = records.open(record);
                    tell(new Dependent(
                            bucket, Objects.key(record.group()), version.name().id(), "", label.bytes()));
                }
            }
        }

        @Override
        public void upload(SealedStore.Unopened record, Upload upload) throws IOException {
            if (of.isIn(upload.envelope())) {
                uploads++;
                tell(new Dependent(bucket, upload.key(), "", upload.id(), 0));
            }
        }

        private void tell(Dependent dependent) throws IOException {
            if (samples.size() < MAX_SAMPLES) {
                samples.add(dependent);
            }
            if (visitor.isPresent()) {
                visitor.get().visit(dependent);
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
