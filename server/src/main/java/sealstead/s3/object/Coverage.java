package sealstead.s3.object;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sealstead.crypto.CorruptObjectException;
import sealstead.custody.SealedStore;
import sealstead.encryption.Envelope;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.store.Bytes;
import sealstead.store.DamagedException;
import sealstead.store.Table;

/// Says which stored versions and open uploads are under which version of which key. It reads the labels of
/// the records and opens none but one for each key, to learn its name; records that were written before
/// there were labels are opened. What it says is what the records say: there is no second account that
/// could differ.
public final class Coverage {
    private static final Table UPLOADS = new Table("upload");
    /// Older versions are the cells that begin so.
    private static final Bytes OLDER_FROM = Bytes.of((byte) 'v');

    private static final Bytes OLDER_TO = Bytes.of((byte) ('v' + 1));

    private final SealedStore records;
    private final Buckets buckets;
    private final Clock clock;

    public Coverage(SealedStore records, Buckets buckets, Clock clock) {
        this.records = records;
        this.buckets = buckets;
        this.clock = clock;
    }

    /// What is protected in one way in one bucket.
    ///
    /// @param bucket its name; or its id, if it is on the way to be deleted
    /// @param protection `SSE-S3`, `SSE-KMS`, `DSSE-KMS` or `SSE-C`
    /// @param bucketKey whether a bucket key wraps the data keys
    /// @param keyArn the KMS key; empty if there is none
    /// @param keyMaterialId which version of it
    /// @param serviceKeyId the SSE-S3 key of the bucket; empty if there is none
    /// @param bytes of plaintext
    public record Row(
            String bucket,
            String protection,
            boolean bucketKey,
            String keyArn,
            String keyMaterialId,
            String serviceKeyId,
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
        var look = new Look();
        buckets.walkReadable(known -> look.names.put(known.id(), known.name()));
        Optional<Bytes> only = Optional.empty();
        if (bucket.isPresent()) {
            var id = buckets.find(bucket.get())
                    .map(Bucket::id)
                    .orElseThrow(() -> new IllegalArgumentException("there is no bucket of that name"));
            only = Optional.of(Objects.group(id, ""));
        }
        look.all(only);
        return look.report();
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

    private final class Look {
        private final Map<String, String> names = new HashMap<>();
        private final Map<Way, Sum> sums = new HashMap<>();
        private long deleteMarkers;
        private long unlabelled;
        private long damaged;
        private boolean incomplete;

        void all(Optional<Bytes> bucket) throws IOException {
            var from = bucket.orElse(Bytes.EMPTY);
            var to = bucket.map(Look::after);
            incomplete |= records.walkUnopened(Objects.TABLE, from, to, this::head);
            incomplete |= records.walkUnopened(UPLOADS, from, to, this::upload);
        }

        /// The first group behind those of a bucket.
        private static Bytes after(Bytes bucketId) {
            var next = bucketId.toArray();
            for (int i = next.length - 1; i >= 0; i--) {
                if (++next[i] != 0) {
                    return Bytes.wrap(next);
                }
            }
            return Bytes.wrap(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1});
        }

        private void head(SealedStore.Unopened record) throws IOException {
            try {
                var label = record.label();
                if (label.isPresent()) {
                    var read = ObjectLabel.read(label.get());
                    add(record, read);
                    if (read.older()) {
                        olderOf(record);
                    }
                    return;
                }
                unlabelled++;
                var head = ObjectRecord.readHead(records.open(record));
                add(record, head.current());
                if (head.older()) {
                    olderOf(record);
                }
            } catch (CorruptObjectException corrupt) {
                damaged++;
            }
        }

        private void olderOf(SealedStore.Unopened head) throws IOException {
            try {
                records.walkUnopenedCells(Objects.TABLE, head.group(), OLDER_FROM, OLDER_TO, this::older);
            } catch (DamagedException unreadable) {
                incomplete = true;
            }
        }

        private void older(SealedStore.Unopened record) throws IOException {
            try {
                var label = record.label();
                if (label.isPresent()) {
                    add(record, ObjectLabel.read(label.get()));
                } else {
                    unlabelled++;
                    add(record, ObjectRecord.read(records.open(record)));
                }
            } catch (CorruptObjectException corrupt) {
                damaged++;
            }
        }

        private void upload(SealedStore.Unopened record) throws IOException {
            try {
                var upload = UploadRecord.read(records.open(record));
                if (upload.state() != Upload.State.DONE) {
                    var label = ObjectLabel.of(upload.envelope(), false, records);
                    sum(record, label, upload.envelope()).uploads++;
                }
            } catch (CorruptObjectException corrupt) {
                damaged++;
            }
        }

        private void add(SealedStore.Unopened record, Version version) {
            switch (version) {
                case DeleteMarker marker -> deleteMarkers++;
                case StoredObject object ->
                    count(
                            sum(record, ObjectLabel.of(object.envelope(), false, records), object.envelope()),
                            object.bytes());
            }
        }

        private void add(SealedStore.Unopened record, ObjectLabel label) throws IOException {
            if (label.scheme().isEmpty()) {
                deleteMarkers++;
                return;
            }
            var way = way(record, label);
            var sum = sums.get(way);
            if (sum == null) {
                sum = new Sum(envelope(record));
                sums.put(way, sum);
            }
            count(sum, label.bytes());
        }

        private Envelope envelope(SealedStore.Unopened record) throws IOException {
            var value = records.open(record);
            var version =
                    record.sub().size() == 0 ? ObjectRecord.readHead(value).current() : ObjectRecord.read(value);
            if (version instanceof StoredObject object) {
                return object.envelope();
            }
            throw new CorruptObjectException();
        }

        private static void count(Sum sum, long bytes) {
            sum.versions++;
            sum.bytes += bytes;
        }

        private static Way way(SealedStore.Unopened record, ObjectLabel label) {
            return new Way(
                    Objects.bucketId(record.group()),
                    label.scheme().orElseThrow(),
                    label.bucketKey(),
                    label.kmsTag(),
                    label.serviceTag());
        }

        private Sum sum(SealedStore.Unopened record, ObjectLabel label, Envelope envelope) {
            return sums.computeIfAbsent(way(record, label), way -> new Sum(envelope));
        }

        Report report() {
            var rows = new ArrayList<Row>(sums.size());
            sums.forEach((way, sum) -> rows.add(new Row(
                    names.getOrDefault(way.bucketId(), way.bucketId()),
                    way.scheme().name().replace('_', '-'),
                    way.bucketKey(),
                    sum.sample.kms().map(Envelope.Kms::keyArn).orElse(""),
                    sum.sample.kms().map(Envelope.Kms::keyMaterialId).orElse(""),
                    sum.sample.service().map(Envelope.Service::serviceKeyId).orElse(""),
                    sum.versions,
                    sum.bytes,
                    sum.uploads)));
            rows.sort(Comparator.comparing(Row::bucket)
                    .thenComparing(Row::protection)
                    .thenComparing(Row::keyArn)
                    .thenComparing(Row::keyMaterialId)
                    .thenComparing(Row::serviceKeyId)
                    .thenComparing(Row::bucketKey));
            return new Report(clock.instant(), rows, deleteMarkers, unlabelled, damaged, !incomplete && damaged == 0);
        }
    }
}
