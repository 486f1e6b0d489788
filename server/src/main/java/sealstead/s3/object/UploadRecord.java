package sealstead.s3.object;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.encryption.Envelope;
import sealstead.encryption.EnvelopeRecord;
import sealstead.s3.Tags;
import sealstead.s3.acl.Acl;
import sealstead.s3.acl.AclRecord;
import sealstead.store.Bytes;

/// How uploads and their parts stand in records. Tags are never used again for anything else.
public final class UploadRecord {
    private static final int STORAGE_CLASS = 22;

    private UploadRecord() {}

    static Bytes write(Upload upload) {
        var out = new RecordWriter()
                .text(1, upload.key())
                .text(2, upload.id())
                .number(3, upload.initiated().toEpochMilli())
                .text(4, upload.initiator())
                .record(5, EnvelopeRecord.write(upload.envelope()))
                .text(6, upload.state().name());
        upload.attributes().system().forEach((name, value) -> out.pair(7, name, value));
        upload.attributes().user().forEach((name, value) -> out.pair(8, name, value));
        upload.tags().pairs().forEach((name, value) -> out.pair(9, name, value));
        ObjectRecord.writeLock(out, 10, upload.lock());
        upload.checksum()
                .ifPresent(chosen -> out.record(
                        11,
                        new RecordWriter().text(1, chosen.algorithm().name()).flag(2, chosen.fullObject())));
        upload.completion().ifPresent(completion -> out.record(12, write(completion)));
        if (upload.existed()) {
            out.flag(13, true);
        }
        if (upload.storageClass() != StorageClass.STANDARD) {
            out.number(STORAGE_CLASS, upload.storageClass().number());
        }
        ObjectRecord.writeRights(out, 20, 21, upload.attributes().rights());
        return out.toBytes();
    }

    private static RecordWriter write(Upload.Completion completion) {
        var out = new RecordWriter().text(2, completion.etag()).text(4, completion.versionId());
        completion.numbers().forEach(number -> out.number(1, number));
        completion.checksum().ifPresent(checksum -> out.record(3, ObjectRecord.writeChecksum(checksum)));
        completion.partChecksums().ifPresent(checksums -> out.record(5, PartRecord.write(checksums)));
        var completer = completion.completer();
        return completer.gateway() == 0
                ? out
                : out.number(6, completer.gateway()).number(7, completer.since().toEpochMilli());
    }

    public static Upload read(Bytes record) {
        var in = new RecordReader(record);
        var key = "";
        var id = "";
        var initiated = Instant.EPOCH;
        var initiator = "";
        @Nullable Envelope envelope = null;
        var state = Upload.State.OPEN;
        var system = new LinkedHashMap<String, String>();
        var user = new LinkedHashMap<String, String>();
        var tags = new LinkedHashMap<String, String>();
        var lock = ObjectLock.NONE;
        Optional<Upload.ChosenChecksum> checksum = Optional.empty();
        Optional<Upload.Completion> completion = Optional.empty();
        boolean existed = false;
        var storageClass = StorageClass.STANDARD;
        Optional<Acl> acl = Optional.empty();
        var owner = "";
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> key = in.text();
                case 2 -> id = in.text();
                case 3 -> initiated = Instant.ofEpochMilli(in.number());
                case 4 -> initiator = in.text();
                case 5 -> envelope = EnvelopeRecord.read(in.record());
                case 6 -> state = Upload.State.valueOf(in.text());
                case 7 -> in.pair().addTo(system);
                case 8 -> in.pair().addTo(user);
                case 9 -> in.pair().addTo(tags);
                case 10 -> lock = ObjectRecord.readLock(in.record());
                case 11 -> checksum = Optional.of(readChosen(in.record()));
                case 12 -> completion = Optional.of(readCompletion(in.record()));
                case 13 -> existed = in.flag();
                case STORAGE_CLASS -> storageClass = StorageClass.numbered(in.number());
                case 20 -> acl = Optional.of(AclRecord.read(in.record()));
                case 21 -> owner = in.text();
                default -> {}
            }
        }
        if (envelope == null) {
            throw new IllegalStateException("an upload without an envelope");
        }
        return new Upload(
                key,
                id,
                initiated,
                initiator,
                new Attributes(system, user, ObjectRecord.rights(owner, acl)),
                new Tags(tags),
                lock,
                envelope,
                checksum,
                state,
                completion,
                existed,
                storageClass);
    }

    private static Upload.ChosenChecksum readChosen(RecordReader in) {
        var algorithm = ChecksumAlgorithm.CRC64NVME;
        boolean full = false;
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> algorithm = ChecksumAlgorithm.valueOf(in.text());
                case 2 -> full = in.flag();
                default -> {}
            }
        }
        return new Upload.ChosenChecksum(algorithm, full);
    }

    private static Upload.Completion readCompletion(RecordReader in) {
        var numbers = new ArrayList<Integer>();
        var etag = "";
        Optional<StoredChecksum> checksum = Optional.empty();
        Optional<Manifest.PartChecksums> parts = Optional.empty();
        var version = "";
        long gateway = 0;
        var since = Instant.EPOCH;
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> numbers.add((int) in.number());
                case 2 -> etag = in.text();
                case 3 -> checksum = Optional.of(ObjectRecord.readChecksum(in.record()));
                case 4 -> version = in.text();
                case 5 -> parts = Optional.of(PartRecord.readChecksums(in.record()));
                case 6 -> gateway = in.number();
                case 7 -> since = Instant.ofEpochMilli(in.number());
                default -> {}
            }
        }
        return new Upload.Completion(numbers, etag, checksum, parts, version, new Upload.Completer(gateway, since));
    }

    static Bytes write(UploadedPart part) {
        return new RecordWriter()
                .record(1, PartRecord.write(part.part()))
                .text(2, part.algorithm().name())
                .bytes(3, part.digest())
                .toBytes();
    }

    static UploadedPart readPart(Bytes record) {
        var in = new RecordReader(record);
        @Nullable Part part = null;
        var algorithm = ChecksumAlgorithm.CRC64NVME;
        var digest = Bytes.EMPTY;
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> part = PartRecord.read(in.record());
                case 2 -> algorithm = ChecksumAlgorithm.valueOf(in.text());
                case 3 -> digest = in.bytes();
                default -> {}
            }
        }
        if (part == null) {
            throw new IllegalStateException("a part without a name");
        }
        return new UploadedPart(part, algorithm, digest);
    }
}
