package sealstead.s3.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.custody.RecordReader;
import sealstead.encryption.Envelope;
import sealstead.encryption.ObjectKeys;
import sealstead.encryption.PartName;
import sealstead.golden.GoldenFile;
import sealstead.golden.GoldenRecord;
import sealstead.golden.GoldenRecords;
import sealstead.s3.Tags;
import sealstead.s3.acl.Acl;
import sealstead.s3.acl.Grantee;
import sealstead.s3.acl.Permission;
import sealstead.s3.acl.Rights;
import sealstead.store.BlobId;
import sealstead.store.Bytes;

final class ObjectGoldenTest implements GoldenRecords {
    private static final long ORDER = 1_795_000_000_123_456L;
    private static final Instant TIME = Instant.ofEpochMilli(1_795_000_000_123L);
    private static final Instant LATER = Instant.ofEpochMilli(1_796_000_000_456L);
    private static final BlobId BLOB = new BlobId(498_611, 0x01020304, 0x1112131415161718L);
    private static final String VERSION = "0123456789abcdef0123456789abcdef";
    private static final Rights RIGHTS = new Rights(
            "444455556666",
            Optional.of(new Acl(List.of(new Acl.AclGrant(new Grantee.User("cd".repeat(32)), Permission.READ_ACP)))));
    private static final ObjectLock LOCK =
            new ObjectLock(Optional.of(new ObjectLock.Retention(ObjectLock.Mode.COMPLIANCE, LATER)), Optional.of(true));
    private static final StoredChecksum CHECKSUM =
            new StoredChecksum(ChecksumAlgorithm.SHA256, 3, true, Bytes.utf8("a sealed digest"));
    private static final Storage STORAGE = new Storage(
            StorageClass.GLACIER, Optional.of(new Storage.Restoration(TIME, LATER, Storage.Tier.EXPEDITED)));
    private static final Envelope ENVELOPE = new Envelope(
            "000102030405060708090a0b0c0d0e0f",
            "a1a2a3a4a5a6a7a8",
            1234,
            1290,
            new ObjectKeys.ServiceKey("0f1e2d3c4b5a6978", Bytes.utf8("wrapped")));
    private static final Attributes ATTRIBUTES =
            new Attributes(Map.of("Content-Type", "text/plain"), Map.of("color", "blue"), RIGHTS);
    private static final Tags TAGS = new Tags(Map.of("team", "ice"));
    private static final Part PART = part(7, Optional.of(BLOB));

    private static Part part(int number, Optional<BlobId> blob) {
        return new Part(
                new PartName(number, "ffeeddccbbaa99887766554433221100"),
                blob,
                100_000,
                100_072,
                "900150983cd24fb0d6963f7d28e17f72",
                TIME);
    }

    private static StoredObject object(Placement placement) {
        return new StoredObject(
                new VersionName(ORDER, VERSION),
                TIME,
                "900150983cd24fb0d6963f7d28e17f72-3",
                ATTRIBUTES,
                TAGS,
                LOCK,
                Optional.of(CHECKSUM),
                ENVELOPE,
                placement,
                "work/job/1/2",
                STORAGE);
    }

    private static StoredObject plain() {
        return new StoredObject(
                new VersionName(ORDER, "null"),
                TIME,
                "d41d8cd98f00b204e9800998ecf8427e",
                new Attributes(Map.of(), Map.of(), Rights.BUCKET_OWNERS),
                new Tags(Map.of()),
                ObjectLock.NONE,
                Optional.empty(),
                ENVELOPE,
                new Placement.Inline(),
                "",
                Storage.STANDARD);
    }

    private static GoldenRecord<ObjectHead> head(String variant, ObjectHead head) {
        return new GoldenRecord<>("object", variant, head, ObjectRecord::write, ObjectRecord::readHead);
    }

    private static GoldenRecord<Version> older(String variant, Version version) {
        return new GoldenRecord<>("object", variant, version, ObjectRecord::writeOlder, ObjectRecord::read);
    }

    private static GoldenRecord<Upload> upload(String variant, Upload.Completion completion) {
        var upload = new Upload(
                "a/key",
                "00112233445566778899aabbccddeeff0011223344556677",
                TIME,
                "arn:aws:iam::111122223333:user/iceman",
                ATTRIBUTES,
                TAGS,
                LOCK,
                ENVELOPE,
                Optional.of(new Upload.ChosenChecksum(ChecksumAlgorithm.CRC32, true)),
                Upload.State.COMPLETING,
                Optional.of(completion),
                true,
                StorageClass.STANDARD_IA);
        return new GoldenRecord<>("upload", variant, upload, UploadRecord::write, UploadRecord::read);
    }

    @Override
    public List<GoldenRecord<?>> records() {
        var digests = new Manifest.PartChecksums(ChecksumAlgorithm.CRC32C, true, Bytes.utf8("sealed digests"));
        var marker = new DeleteMarker(new VersionName(ORDER, VERSION), TIME);
        var completion = new Upload.Completion(
                List.of(1, 2, 300),
                "900150983cd24fb0d6963f7d28e17f72-3",
                Optional.of(CHECKSUM),
                Optional.of(digests),
                VERSION);
        return List.of(
                head(
                        "head-marked",
                        new ObjectHead(
                                object(new Placement.Blob(BLOB)),
                                ORDER - 5,
                                true,
                                Optional.of(
                                        new RenameMark(RenameMark.State.RETURNING, "0a".repeat(16), "another/key")))),
                head("head-plain", new ObjectHead(plain(), 0, false)),
                head("head-marker", new ObjectHead(marker, ORDER - 9, true)),
                older("within", object(new Placement.Within(Bytes.utf8("sealed bytes")))),
                older("inline", object(new Placement.Inline())),
                older("parts", object(new Placement.Parts(3))),
                older("pieces", object(new Placement.Pieces(5, 2, 4096))),
                older("marker", marker),
                older(
                        "replica",
                        new StoredObject(
                                new VersionName(ORDER, VERSION),
                                TIME,
                                "d41d8cd98f00b204e9800998ecf8427e",
                                ATTRIBUTES,
                                TAGS,
                                LOCK,
                                Optional.of(CHECKSUM),
                                ENVELOPE,
                                new Placement.Inline(),
                                "",
                                Storage.STANDARD,
                                ReplicationStatus.REPLICA)),
                older(
                        "marker-on-its-way",
                        new DeleteMarker(new VersionName(ORDER, VERSION), TIME, ReplicationStatus.PENDING)),
                GoldenRecord.of(
                        "manifest",
                        new Manifest(List.of(PART, part(8, Optional.empty())), Optional.of(digests)),
                        PartRecord::write,
                        PartRecord::readManifest),
                GoldenRecord.of(
                        "piece",
                        new Piece(PART, new Piece.Digest(ChecksumAlgorithm.SHA1, true, Bytes.utf8("a sealed digest"))),
                        PartRecord::write,
                        PartRecord::readPiece),
                upload("whole", completion),
                upload("completed-by", completion.by(new Upload.Completer(7, TIME))),
                GoldenRecord.of(
                        "uploaded-part",
                        new UploadedPart(PART, ChecksumAlgorithm.SHA256, Bytes.utf8("a digest")),
                        UploadRecord::write,
                        UploadRecord::readPart),
                GoldenRecord.of(
                        "storage",
                        STORAGE,
                        storage -> StorageRecord.write(storage).toBytes(),
                        record -> StorageRecord.read(new RecordReader(record))),
                GoldenRecord.of(
                        "rename",
                        new RenameEntry("new/key", TIME, true, "client-token", List.of(BLOB, new BlobId(1, 2, 3))),
                        RenameEntry::write,
                        RenameEntry::read),
                GoldenRecord.of(
                        "rename-token",
                        new RenameTokens.Use("parameters of the request", "0b".repeat(16), true, TIME),
                        RenameTokens::write,
                        RenameTokens::read),
                GoldenRecord.of(
                        "restoration",
                        new Restorations.Row("bucket", VERSION, TIME, true),
                        Restorations::write,
                        Restorations::read));
    }

    @Test
    void a_label_is_the_frozen_one() throws IOException {
        var label = ObjectLabel.of(object(new Placement.Inline()), true, (kind, name) -> Bytes.utf8("8 bytes!"));
        var frozen = GoldenFile.of("label", label::write);
        assertThat(label.write()).isEqualTo(frozen);
        assertThat(ObjectLabel.read(frozen)).isEqualTo(label);
        assertThat(ObjectLabel.serviceTag(frozen).toUtf8()).isEqualTo("8 bytes!");
        assertThat(ObjectLabel.kmsTag(frozen)).isEqualTo(Bytes.EMPTY);
    }
}
