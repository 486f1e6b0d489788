package sealstead.s3.keys;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import sealstead.crypto.CorruptObjectException;
import sealstead.custody.SealedStore;
import sealstead.encryption.Envelope;
import sealstead.encryption.ObjectKeys;
import sealstead.encryption.ServiceKeys;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.bucket.BucketsById;
import sealstead.s3.object.ObjectLabel;
import sealstead.s3.object.Objects;
import sealstead.s3.object.StoredObject;
import sealstead.s3.object.Upload;
import sealstead.store.Bytes;

/// Says which stored versions and open uploads are under which version of which key. It reads the labels of
/// the records and opens none but one for each key, to learn its name; records that were written before
/// there were labels are opened. What it says is what the records say: there is no second account that
/// could differ.
public final class Coverage {
    private final LabelledRecords records;
    private final Buckets buckets;
    private final KmsKeyAges ages;
    private final Clock clock;
    private volatile Optional<Report> last = Optional.empty();

    public Coverage(SealedStore records, Buckets buckets, KmsKeyAges ages, Clock clock) {
        this.records = new LabelledRecords(records);
        this.buckets = buckets;
        this.ages = ages;
        this.clock = clock;
    }

    /// Tells since when there is a version of a KMS key.
    @FunctionalInterface
    public interface KmsKeyAges {
        /// @return empty if there is none such any more
        Optional<Instant> since(String keyArn, String keyMaterialId) throws IOException;
    }

    /// What is protected in one way in one bucket.
    ///
    /// @param bucket its name; or its id, if it is on the way to be deleted
    /// @param protection `SSE-S3`, `SSE-KMS`, `DSSE-KMS` or `SSE-C`
    /// @param bucketKey whether a bucket key wraps the data keys
    /// @param keyArn the KMS key; empty if there is none
    /// @param keyMaterialId which version of it
    /// @param serviceKeyId the SSE-S3 key of the bucket; empty if there is none
    /// @param keySince since when there is that version of the KMS key, or else the service key; empty if it is
    ///     gone, or the customer's
    /// @param bytes of plaintext
    public record Row(
            String bucket,
            String protection,
            boolean bucketKey,
            String keyArn,
            String keyMaterialId,
            String serviceKeyId,
            Optional<Instant> keySince,
            long versions,
            long bytes,
            long uploads) {}

    /// @param deleteMarkers versions that have nothing to protect
    /// @param unlabelled how many records had to be opened, since they were written before there were labels
    /// @param damaged how many records cannot be read, as far as they can be counted
    public record Report(
            Instant at, List<Row> rows, long deleteMarkers, long unlabelled, long damaged, boolean complete) {
        public Report {
            rows = List.copyOf(rows);
        }
    }

    /// @param bucket the only one to look at; empty for all
    /// @throws IllegalArgumentException if there is no bucket of that name
    public Report of(Optional<String> bucket) throws IOException {
        return of(bucket, more -> {});
    }

    /// Looks at all buckets.
    ///
    /// @param progress hears of each key and upload that was looked at
    public void look(LongConsumer progress) throws IOException {
        of(Optional.empty(), progress);
    }

    private Report of(Optional<String> bucket, LongConsumer progress) throws IOException {
        var look = new Look(progress);
        Optional<Bytes> only = Optional.empty();
        if (bucket.isPresent()) {
            var id = buckets.find(bucket.get())
                    .map(Bucket::id)
                    .orElseThrow(() -> new IllegalArgumentException("there is no bucket of that name"));
            only = Optional.of(Objects.group(id, ""));
        }
        look.all(only);
        var report = look.report();
        if (only.isEmpty()) {
            last = Optional.of(report);
        }
        return report;
    }

    /// The last look at all buckets.
    public Optional<Report> last() {
        return last;
    }

    /// All that is protected in one way.
    private record Way(String bucketId, Envelope.Scheme scheme, boolean bucketKey, Bytes kmsTag, Bytes serviceTag) {}

    private static final class Sum {
        private final Envelope sample;
        private long versions;
        private long bytes;
        private long uploads;

        private Sum(Envelope sample) {
            this.sample = sample;
        }
    }

    private final class Look implements LabelledRecords.Visitor {
        private final LongConsumer progress;
        private final BucketsById known = new BucketsById(buckets);
        private final Map<Way, Sum> sums = new HashMap<>();
        private long deleteMarkers;
        private long unlabelled;
        private long damaged;

        Look(LongConsumer progress) {
            this.progress = progress;
        }

        void all(Optional<Bytes> bucket) throws IOException {
            var from = bucket.orElse(Bytes.EMPTY);
            var to = bucket.map(Objects::afterBucket);
            records.versions(from, to, this);
            records.uploads(from, to, this);
        }

        @Override
        public void version(SealedStore.Unopened record, ObjectLabel label, boolean labelled) throws IOException {
            unlabelled += labelled ? 0 : 1;
            if (label.scheme().isEmpty()) {
                deleteMarkers++;
                return;
            }
            var way = way(record, label);
            var sum = sums.get(way);
            if (sum == null) {
                if (!(records.open(record) instanceof StoredObject object)) {
                    throw new CorruptObjectException();
                }
                sum = new Sum(object.envelope());
                sums.put(way, sum);
            }
            sum.versions++;
            sum.bytes += label.bytes();
        }

        @Override
        public void upload(SealedStore.Unopened record, Upload upload) {
            sums.computeIfAbsent(way(record, records.labelOf(upload.envelope())), way -> new Sum(upload.envelope()))
                    .uploads++;
        }

        @Override
        public void unreadable(Bytes group, IOException why) {
            damaged++;
        }

        @Override
        public void passed(Bytes group) {
            progress.accept(1);
        }

        private static Way way(SealedStore.Unopened record, ObjectLabel label) {
            return new Way(
                    Objects.bucketId(record.group()),
                    label.scheme().orElseThrow(),
                    label.bucketKey(),
                    label.kmsTag(),
                    label.serviceTag());
        }

        Report report() throws IOException {
            var rows = new ArrayList<Row>(sums.size());
            for (var entry : sums.entrySet()) {
                rows.add(row(entry.getKey(), entry.getValue()));
            }
            rows.sort(Comparator.comparing(Row::bucket)
                    .thenComparing(Row::protection)
                    .thenComparing(Row::keyArn)
                    .thenComparing(Row::keyMaterialId)
                    .thenComparing(Row::serviceKeyId)
                    .thenComparing(Row::bucketKey));
            return new Report(clock.instant(), rows, deleteMarkers, unlabelled, damaged, damaged == 0);
        }

        private Row row(Way way, Sum sum) throws IOException {
            var bucket = known.find(way.bucketId());
            var kms = sum.sample.kms();
            var serviceKeyId = sum.sample.service().map(ObjectKeys.ServiceKey::serviceKeyId);
            return new Row(
                    bucket.map(Bucket::name).orElse(way.bucketId()),
                    way.scheme().name().replace('_', '-'),
                    way.bucketKey(),
                    kms.map(ObjectKeys.OfKms::keyArn).orElse(""),
                    kms.map(ObjectKeys.OfKms::keyMaterialId).orElse(""),
                    serviceKeyId.orElse(""),
                    kms.isPresent()
                            ? ages.since(kms.get().keyArn(), kms.get().keyMaterialId())
                            : bucket.flatMap(of -> of.serviceKeys().find(serviceKeyId.orElse("")))
                                    .map(ServiceKeys.ServiceKey::created),
                    sum.versions,
                    sum.bytes,
                    sum.uploads);
        }
    }
}
