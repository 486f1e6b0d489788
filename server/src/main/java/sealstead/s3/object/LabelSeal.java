package sealstead.s3.object;

import java.io.IOException;
import sealstead.custody.NameTags;
import sealstead.store.Bytes;

/// The labels of records, whose tags are made with a key of the store key.
public final class LabelSeal {
    private LabelSeal() {}

    /// The label of a record that has one.
    ///
    /// @param table the name of its table
    /// @param sub of a cell; empty for a head
    /// @param record opened
    public static Bytes label(String table, Bytes sub, Bytes record, NameTags tags) throws IOException {
        boolean head = sub.size() == 0;
        if (table.equals(Objects.TABLE.name())) {
            return (head
                            ? ObjectLabel.of(ObjectRecord.readHead(record), tags)
                            : ObjectLabel.of(ObjectRecord.read(record), false, tags))
                    .write();
        }
        if (table.equals(Uploads.TABLE.name()) && head) {
            return ObjectLabel.of(UploadRecord.read(record).envelope(), false, tags)
                    .write();
        }
        throw new IOException("a record of " + table + " has a label that is not known");
    }
}
