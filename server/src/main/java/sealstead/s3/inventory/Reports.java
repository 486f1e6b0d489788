package sealstead.s3.inventory;

import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.bucket.DocumentKind;
import sealstead.store.Bytes;

/// When each inventory of a bucket was made last, kept beside its configurations so that a restart makes none twice.
final class Reports {
    private final Buckets buckets;

    Reports(Buckets buckets) {
        this.buckets = buckets;
    }

    /// The times by the ids of the configurations.
    Map<String, Instant> of(Bucket bucket) throws IOException {
        return read(buckets.document(bucket, DocumentKind.INVENTORY_REPORTS));
    }

    /// @param configured the ids of which something is still to be known
    void made(Bucket bucket, String id, Instant now, Set<String> configured) throws IOException {
        buckets.changeDocument(bucket, DocumentKind.INVENTORY_REPORTS, before -> {
            var times = read(before);
            times.put(id, now);
            times.keySet().retainAll(configured);
            return Optional.of(write(times));
        });
    }

    static Map<String, Instant> read(Optional<Bytes> record) {
        var times = new HashMap<String, Instant>();
        if (record.isPresent()) {
            var in = new RecordReader(record.get());
            while (in.next()) {
                if (in.tag() == 1) {
                    readEntry(in.record(), times);
                }
            }
        }
        return times;
    }

    private static void readEntry(RecordReader in, Map<String, Instant> times) {
        var id = "";
        var time = Instant.EPOCH;
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> id = in.text();
                case 2 -> time = Instant.ofEpochMilli(in.number());
                default -> {}
            }
        }
        times.put(id, time);
    }

    static Bytes write(Map<String, Instant> times) {
        var out = new RecordWriter();
        times.forEach((id, time) -> out.record(1, new RecordWriter().text(1, id).number(2, time.toEpochMilli())));
        return out.toBytes();
    }
}
