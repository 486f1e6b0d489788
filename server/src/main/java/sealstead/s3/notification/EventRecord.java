package sealstead.s3.notification;

import java.util.Optional;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.s3.object.Evidence;
import sealstead.store.Bytes;

/// An event as it waits.
///
/// @param evidence by what it shows whether the event happened; absent if it did
/// @param promisedBy the number of the gateway that is about to make the change; 0 if none is, or there is one alone
record EventRecord(Bytes document, Optional<Evidence> evidence, long promisedBy) {
    private static final int VERSION = 1;
    /// Events were their bare documents once, and had happened; no record begins so.
    private static final byte BEFORE = '{';

    EventRecord(Bytes document, Optional<Evidence> evidence) {
        this(document, evidence, 0);
    }

    Bytes write() {
        var out = new RecordWriter().number(1, VERSION).bytes(2, document);
        evidence.ifPresent(shown -> out.record(3, shown.write()));
        return (promisedBy == 0 ? out : out.number(4, promisedBy)).toBytes();
    }

    static EventRecord read(Bytes record) {
        if (record.at(0) == BEFORE) {
            return new EventRecord(record, Optional.empty(), 0);
        }
        long version = 0;
        var document = Bytes.EMPTY;
        Optional<Evidence> evidence = Optional.empty();
        long promisedBy = 0;
        var in = new RecordReader(record);
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> version = in.number();
                case 2 -> document = in.bytes();
                case 3 -> evidence = Optional.of(Evidence.read(in.record()));
                case 4 -> promisedBy = in.number();
                default -> {}
            }
        }
        if (version != VERSION) {
            throw new IllegalStateException("an event of version " + version);
        }
        return new EventRecord(document, evidence, promisedBy);
    }
}
