package sealstead.s3.notification;

import java.util.Optional;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.s3.object.Evidence;
import sealstead.store.Bytes;

/// An event as it waits.
///
/// @param evidence by what it shows whether the event happened; absent if it did
record EventRecord(Bytes document, Optional<Evidence> evidence) {
    private static final int VERSION = 1;
    /// Events were their bare documents once, and had happened; no record begins so.
    private static final byte BEFORE = '{';

    Bytes write() {
        var out = new RecordWriter().number(1, VERSION).bytes(2, document);
        evidence.ifPresent(shown -> out.record(3, shown.write()));
        return out.toBytes();
    }

    static EventRecord read(Bytes record) {
        if (record.at(0) == BEFORE) {
            return new EventRecord(record, Optional.empty());
        }
        long version = 0;
        var document = Bytes.EMPTY;
        Optional<Evidence> evidence = Optional.empty();
        var in = new RecordReader(record);
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> version = in.number();
                case 2 -> document = in.bytes();
                case 3 -> evidence = Optional.of(Evidence.read(in.record()));
                default -> {}
            }
        }
        if (version != VERSION) {
            throw new IllegalStateException("an event of version " + version);
        }
        return new EventRecord(document, evidence);
    }
}
