package sealstead.s3.keys;

import java.io.IOException;
import java.util.Optional;
import sealstead.crypto.CorruptObjectException;
import sealstead.custody.SealedStore;
import sealstead.encryption.Envelope;
import sealstead.s3.object.ObjectLabel;
import sealstead.s3.object.ObjectRecord;
import sealstead.s3.object.Objects;
import sealstead.s3.object.Upload;
import sealstead.s3.object.UploadRecord;
import sealstead.s3.object.Uploads;
import sealstead.s3.object.Version;
import sealstead.store.Bytes;
import sealstead.store.DamagedException;

/// Walks over all versions and open uploads by the labels of their records. Nothing is opened but uploads, of
/// which there are few, and what was written before there were labels.
final class LabelledRecords {
    /// Older versions are the cells that begin so.
    private static final Bytes OLDER_FROM = Bytes.of((byte) 'v');

    private static final Bytes OLDER_TO = Bytes.of((byte) ('v' + 1));

    private final SealedStore records;

    LabelledRecords(SealedStore records) {
        this.records = records;
    }

    /// Takes what is found, group by group.
    interface Visitor {
        /// @param labelled whether the record itself says so, or it had to be opened
        void version(SealedStore.Unopened record, ObjectLabel label, boolean labelled) throws IOException;

        void upload(SealedStore.Unopened record, Upload upload) throws IOException;

        /// A record that cannot be read, with the older versions of its group.
        ///
        /// @param group its name; empty for whatever a damaged block held
        void unreadable(Bytes group, IOException why);

        /// @param group behind which the walk is now
        void passed(Bytes group) throws IOException;
    }

    /// Visits the versions of a range of groups.
    void versions(Bytes from, Optional<Bytes> to, Visitor visitor) throws IOException {
        boolean damaged = records.walkUnopened(Objects.TABLE, from, to, record -> {
            try {
                if (version(record, visitor).older()) {
                    records.walkUnopenedCells(
                            Objects.TABLE, record.group(), OLDER_FROM, OLDER_TO, older -> version(older, visitor));
                }
            } catch (CorruptObjectException | DamagedException unreadable) {
                visitor.unreadable(record.group(), unreadable);
            }
            visitor.passed(record.group());
        });
        tell(damaged, visitor);
    }

    private ObjectLabel version(SealedStore.Unopened record, Visitor visitor) throws IOException {
        var label = record.label();
        var read = label.isPresent() ? ObjectLabel.read(label.get()) : opened(record);
        visitor.version(record, read, label.isPresent());
        return read;
    }

    private ObjectLabel opened(SealedStore.Unopened record) throws IOException {
        return record.sub().size() == 0
                ? ObjectLabel.of(ObjectRecord.readHead(records.open(record)), records)
                : ObjectLabel.of(ObjectRecord.read(records.open(record)), false, records);
    }

    /// Opens a record that was visited.
    Version open(SealedStore.Unopened record) throws IOException {
        var value = records.open(record);
        return record.sub().size() == 0 ? ObjectRecord.readHead(value).current() : ObjectRecord.read(value);
    }

    ObjectLabel labelOf(Envelope envelope) {
        return ObjectLabel.of(envelope, false, records);
    }

    /// Visits the uploads of a range of groups that are not done.
    void uploads(Bytes from, Optional<Bytes> to, Visitor visitor) throws IOException {
        boolean damaged = records.walkUnopened(Uploads.TABLE, from, to, record -> {
            try {
                var upload = UploadRecord.read(records.open(record));
                if (upload.state() != Upload.State.DONE) {
                    visitor.upload(record, upload);
                }
            } catch (CorruptObjectException unreadable) {
                visitor.unreadable(record.group(), unreadable);
            }
            visitor.passed(record.group());
        });
        tell(damaged, visitor);
    }

    private static void tell(boolean damaged, Visitor visitor) {
        if (damaged) {
            visitor.unreadable(Bytes.EMPTY, new IOException("records cannot be read: a block is damaged"));
        }
    }
}
