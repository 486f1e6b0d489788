package sealstead.s3.object;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.custody.SealedStore;
import sealstead.encryption.Envelope;
import sealstead.encryption.EnvelopeRecord;
import sealstead.s3.Tags;
import sealstead.s3.acl.Acl;
import sealstead.s3.acl.AclRecord;
import sealstead.s3.acl.Rights;
import sealstead.store.BlobId;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Lane;

/// How versions of an object stand in records. Tags are never used again for anything else. A record of an object
/// without an envelope is never written and never read.
public final class ObjectRecord {
    private static final long NOT_HELD = 1;
    private static final long HELD = 2;
    private static final int MARK = 22;
    static final int STORAGE = 24;
    private static final int REPLICATION = 26;

    private ObjectRecord() {}

    /// The head of a key, with its label.
    static Edit.PutHead put(ObjectHead head, SealedStore records) {
        return new Edit.PutHead(write(head), ObjectLabel.of(head, records).write());
    }

    /// The cell of an older version, with its label.
    static Edit.PutCell putOlder(Version version, SealedStore records) {
        return new Edit.PutCell(
                Lane.CELLS,
                ObjectCells.version(version.name().order()),
                writeOlder(version),
                ObjectLabel.of(version, false, records).write());
    }

    public static Bytes write(ObjectHead head) {
        var out = new RecordWriter();
        // First, so that a listing sees at once whether there is one.
        head.rename().ifPresent(mark -> out.record(MARK, write(mark)));
        write(out, head.current()).flag(21, head.older());
        if (head.nullOrder() > 0) {
            out.number(20, head.nullOrder());
        }
        return out.toBytes();
    }

    static Bytes writeOlder(Version version) {
        return write(new RecordWriter(), version).toBytes();
    }

    private static RecordWriter write(RenameMark mark) {
        return new RecordWriter()
                .number(1, mark.state().number())
                .text(2, mark.attempt())
                .text(3, mark.otherKey());
    }

    /// The mark of a head's record, if it bears one.
    static Optional<RenameMark> mark(Bytes record) {
        var in = new RecordReader(record);
        return in.next() && in.tag() == MARK ? Optional.of(readMark(in.record())) : Optional.empty();
    }

    private static RenameMark readMark(RecordReader in) {
        var state = RenameMark.State.LEAVING;
        var attempt = "";
        var otherKey = "";
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> state = RenameMark.State.numbered(in.number());
                case 2 -> attempt = in.text();
                case 3 -> otherKey = in.text();
                default -> {}
            }
        }
        return new RenameMark(state, attempt, otherKey);
    }

    private static RecordWriter write(RecordWriter out, Version version) {
        out.number(1, version.lastModified().toEpochMilli())
                .number(8, version.name().order());
        if (!version.name().isNull()) {
            out.text(9, version.name().id());
        }
        if (version.replication() != ReplicationStatus.NONE) {
            out.number(REPLICATION, version.replication().number());
        }
        return switch (version) {
            case DeleteMarker marker -> out.flag(10, true);
            case StoredObject object -> write(out, object);
        };
    }

    private static RecordWriter write(RecordWriter out, StoredObject object) {
        out.text(2, object.etag()).record(3, EnvelopeRecord.write(object.envelope()));
        object.checksum().ifPresent(checksum -> out.record(4, writeChecksum(checksum)));
        switch (object.placement()) {
            case Placement.Within(var ciphertext) -> out.bytes(16, ciphertext);
            case Placement.Inline() -> {}
            case Placement.Blob(var blob) -> out.text(5, blob.toString());
            case Placement.Parts(var count) -> out.number(11, count);
            case Placement.Pieces(var count, var uploaded, var inlineBytes) ->
                out.record(
                        15,
                        new RecordWriter().number(1, count).number(2, uploaded).number(3, inlineBytes));
        }
        object.attributes().system().forEach((name, value) -> out.pair(6, name, value));
        object.attributes().user().forEach((name, value) -> out.pair(7, name, value));
        object.tags().pairs().forEach((name, value) -> out.pair(12, name, value));
        writeLock(out, 13, object.lock());
        writeRights(out, 23, 25, object.attributes().rights());
        if (!object.uploadId().isEmpty()) {
            out.text(14, object.uploadId());
        }
        if (!object.storage().equals(Storage.STANDARD)) {
            out.record(STORAGE, StorageRecord.write(object.storage()));
        }
        return out;
    }

    /// Nothing for what holds without being written.
    static void writeRights(RecordWriter out, int aclTag, int ownerTag, Rights rights) {
        rights.acl().ifPresent(acl -> out.record(aclTag, AclRecord.write(acl)));
        if (!rights.owner().isEmpty()) {
            out.text(ownerTag, rights.owner());
        }
    }

    static Rights rights(String owner, Optional<Acl> acl) {
        return owner.isEmpty() && acl.isEmpty() ? Rights.BUCKET_OWNERS : new Rights(owner, acl);
    }

    static void writeLock(RecordWriter out, int tag, ObjectLock lock) {
        if (lock.equals(ObjectLock.NONE)) {
            return;
        }
        var record = new RecordWriter();
        lock.legalHold().ifPresent(held -> record.number(3, held ? HELD : NOT_HELD));
        lock.retention()
                .ifPresent(retention -> record.text(1, retention.mode().name())
                        .number(2, retention.until().toEpochMilli()));
        out.record(tag, record);
    }

    static ObjectLock readLock(RecordReader in) {
        var mode = "";
        var until = Instant.EPOCH;
        Optional<Boolean> hold = Optional.empty();
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> mode = in.text();
                case 2 -> until = Instant.ofEpochMilli(in.number());
                case 3 -> hold = Optional.of(in.number() == HELD);
                default -> {}
            }
        }
        return new ObjectLock(
                mode.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new ObjectLock.Retention(ObjectLock.Mode.valueOf(mode), until)),
                hold);
    }

    static RecordWriter writeChecksum(StoredChecksum checksum) {
        return new RecordWriter()
                .text(1, checksum.algorithm().name())
                .flag(2, checksum.sealed())
                .bytes(3, checksum.value())
                .number(4, checksum.compositeParts());
    }

    public static ObjectHead readHead(Bytes record) {
        long nullOrder = 0;
        boolean older = false;
        var in = new RecordReader(record);
        while (in.next()) {
            switch (in.tag()) {
                case 20 -> nullOrder = in.number();
                case 21 -> older = in.flag();
                default -> {}
            }
        }
        return new ObjectHead(read(record), nullOrder, older, mark(record));
    }

    public static Version read(Bytes record) {
        var in = new RecordReader(record);
        var lastModified = Instant.EPOCH;
        long order = 0;
        var id = VersionName.NULL;
        boolean marker = false;
        var etag = "";
        @Nullable Envelope envelope = null;
        Optional<StoredChecksum> checksum = Optional.empty();
        Placement placement = new Placement.Inline();
        var system = new LinkedHashMap<String, String>();
        var user = new LinkedHashMap<String, String>();
        var tags = new LinkedHashMap<String, String>();
        var lock = ObjectLock.NONE;
        var uploadId = "";
        var storage = Storage.STANDARD;
        Optional<Acl> acl = Optional.empty();
        var owner = "";
        var replication = ReplicationStatus.NONE;
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> lastModified = Instant.ofEpochMilli(in.number());
                case 2 -> etag = in.text();
                case 3 -> envelope = EnvelopeRecord.read(in.record());
                case 4 -> checksum = Optional.of(readChecksum(in.record()));
                case 5 -> placement = new Placement.Blob(BlobId.parse(in.text()));
                case 6 -> in.pair().addTo(system);
                case 7 -> in.pair().addTo(user);
                case 8 -> order = in.number();
                case 9 -> id = in.text();
                case 10 -> marker = in.flag();
                case 11 -> placement = new Placement.Parts((int) in.number());
                case 12 -> in.pair().addTo(tags);
                case 13 -> lock = readLock(in.record());
                case 14 -> uploadId = in.text();
                case 15 -> placement = readPieces(in.record());
                case 16 -> placement = new Placement.Within(in.bytes());
                case STORAGE -> storage = StorageRecord.read(in.record());
                case 23 -> acl = Optional.of(AclRecord.read(in.record()));
                case 25 -> owner = in.text();
                case REPLICATION -> replication = ReplicationStatus.numbered(in.number());
                default -> {}
            }
        }
        var name = new VersionName(order, id);
        if (marker) {
            return new DeleteMarker(name, lastModified, replication);
        }
        if (envelope == null) {
            throw new IllegalStateException("an object record without an envelope");
        }
        return new StoredObject(
                name,
                lastModified,
                etag,
                new Attributes(system, user, rights(owner, acl)),
                new Tags(tags),
                lock,
                checksum,
                envelope,
                placement,
                uploadId,
                storage,
                replication);
    }

    private static Placement readPieces(RecordReader in) {
        int count = 0;
        int uploaded = 0;
        long inlineBytes = 0;
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> count = (int) in.number();
                case 2 -> uploaded = (int) in.number();
                case 3 -> inlineBytes = in.number();
                default -> {}
            }
        }
        return new Placement.Pieces(count, uploaded, inlineBytes);
    }

    static StoredChecksum readChecksum(RecordReader in) {
        var algorithm = ChecksumAlgorithm.CRC64NVME;
        boolean sealed = false;
        var value = Bytes.EMPTY;
        int parts = 0;
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> algorithm = ChecksumAlgorithm.valueOf(in.text());
                case 2 -> sealed = in.flag();
                case 3 -> value = in.bytes();
                case 4 -> parts = (int) in.number();
                default -> {}
            }
        }
        return new StoredChecksum(algorithm, parts, sealed, value);
    }
}
