package sealstead.s3.object;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.encryption.Envelope;
import sealstead.encryption.EnvelopeRecord;
import sealstead.store.BlobId;
import sealstead.store.Bytes;

/// How an object stands in its record. Tags are never used again for anything else. A record without an envelope is
/// never written and never read.
final class ObjectRecord {
    private ObjectRecord() {}

    static Bytes write(StoredObject object) {
        var out = new RecordWriter()
                .number(1, object.lastModified().toEpochMilli())
                .text(2, object.etag())
                .record(3, EnvelopeRecord.write(object.envelope()))
                .record(
                        4,
                        new RecordWriter()
                                .text(1, object.checksum().algorithm().name())
                                .flag(2, object.checksum().sealed())
                                .bytes(3, object.checksum().value()));
        if (object.placement() instanceof Placement.Blob(var blob)) {
            out.text(5, blob.toString());
        }
        object.attributes().system().forEach((name, value) -> out.record(6, pair(name, value)));
        object.attributes().user().forEach((name, value) -> out.record(7, pair(name, value)));
        return out.toBytes();
    }

    private static RecordWriter pair(String name, String value) {
        return new RecordWriter().text(1, name).text(2, value);
    }

    static StoredObject read(Bytes record) {
        var in = new RecordReader(record);
        var lastModified = Instant.EPOCH;
        var etag = "";
        @Nullable Envelope envelope = null;
        @Nullable StoredChecksum checksum = null;
        Placement placement = new Placement.Inline();
        var system = new LinkedHashMap<String, String>();
        var user = new LinkedHashMap<String, String>();
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> lastModified = Instant.ofEpochMilli(in.number());
                case 2 -> etag = in.text();
                case 3 -> envelope = EnvelopeRecord.read(in.record());
                case 4 -> checksum = readChecksum(in.record());
                case 5 -> placement = new Placement.Blob(BlobId.parse(in.text()));
                case 6 -> readPair(in.record(), system);
                case 7 -> readPair(in.record(), user);
                default -> {}
            }
        }
        if (envelope == null || checksum == null) {
            throw new IllegalStateException("an object record without an envelope or a checksum");
        }
        return new StoredObject(lastModified, etag, new Attributes(system, user), checksum, envelope, placement);
    }

    private static StoredChecksum readChecksum(RecordReader in) {
        var algorithm = ChecksumAlgorithm.CRC64NVME;
        boolean sealed = false;
        var value = Bytes.EMPTY;
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> algorithm = ChecksumAlgorithm.valueOf(in.text());
                case 2 -> sealed = in.flag();
                case 3 -> value = in.bytes();
                default -> {}
            }
        }
        return new StoredChecksum(algorithm, sealed, value);
    }

    private static void readPair(RecordReader in, Map<String, String> pairs) {
        var name = "";
        var value = "";
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> name = in.text();
                case 2 -> value = in.text();
                default -> {}
            }
        }
        pairs.put(name, value);
    }
}
