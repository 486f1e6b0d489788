package sealstead.s3.object;

import java.io.IOException;
import sealstead.store.Bytes;

/// Records of objects and uploads. They are sealed, so nobody writes what is none; one that is read is written as it
/// is.
public final class RecordFuzz {
    private RecordFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        var record = Bytes.wrap(input);
        Bytes written;
        try {
            written = ObjectRecord.write(ObjectRecord.readHead(record));
        } catch (RuntimeException malformed) {
            written = Bytes.EMPTY;
        }
        if (written.size() > 0
                && !ObjectRecord.write(ObjectRecord.readHead(written)).equals(written)) {
            throw new AssertionError("a record changes when it is read");
        }
        try {
            UploadRecord.read(record);
            PartRecord.readManifest(record);
        } catch (RuntimeException malformed) {
            return;
        }
    }
}
