package sealstead.s3.object;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.encryption.PartName;
import sealstead.store.BlobId;
import sealstead.store.Bytes;

/// How parts and manifests stand in records. Tags are never used again for anything else.
final class PartRecord {
    private PartRecord() {}

    static RecordWriter write(Part part) {
        var out =
                new RecordWriter().number(1, part.number()).text(2, part.name().id());
        part.blob().ifPresent(blob -> out.text(3, blob.toString()));
        return out.number(4, part.bytes())
                .number(5, part.storedBytes())
                .text(6, part.etag())
                .number(7, part.lastModified().toEpochMilli());
    }

    static Bytes write(Piece piece) {
        var checksum = piece.checksum();
        return new RecordWriter()
                .record(1, write(piece.part()))
                .text(2, checksum.algorithm().name())
                .flag(3, checksum.sealed())
                .bytes(4, checksum.value())
                .toBytes();
    }

    static Piece readPiece(Bytes record) {
        var in = new RecordReader(record);
        @Nullable Part part = null;
        var algorithm = ChecksumAlgorithm.CRC64NVME;
        boolean sealed = false;
        var value = Bytes.EMPTY;
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> part = read(in.record());
                case 2 -> algorithm = ChecksumAlgorithm.valueOf(in.text());
                case 3 -> sealed = in.flag();
                case 4 -> value = in.bytes();
                default -> {}
            }
        }
        if (part == null) {
            throw new IllegalStateException("a piece without a name");
        }
        return new Piece(part, new Piece.Digest(algorithm, sealed, value));
    }

    static Part read(RecordReader in) {
        int number = 0;
        var id = "";
        Optional<BlobId> blob = Optional.empty();
        long bytes = 0;
        long stored = 0;
        var etag = "";
        var lastModified = Instant.EPOCH;
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> number = (int) in.number();
                case 2 -> id = in.text();
                case 3 -> blob = Optional.of(BlobId.parse(in.text()));
                case 4 -> bytes = in.number();
                case 5 -> stored = in.number();
                case 6 -> etag = in.text();
                case 7 -> lastModified = Instant.ofEpochMilli(in.number());
                default -> {}
            }
        }
        return new Part(new PartName(number, id), blob, bytes, stored, etag, lastModified);
    }

    static Bytes write(Manifest manifest) {
        var out = new RecordWriter();
        for (var part : manifest.parts()) {
            out.record(1, write(part));
        }
        manifest.checksums().ifPresent(checksums -> out.record(2, write(checksums)));
        return out.toBytes();
    }

    static RecordWriter write(Manifest.PartChecksums checksums) {
        return new RecordWriter()
                .text(1, checksums.algorithm().name())
                .flag(2, checksums.sealed())
                .bytes(3, checksums.digests());
    }

    static Manifest readManifest(Bytes record) {
        var in = new RecordReader(record);
        var parts = new ArrayList<Part>();
        Optional<Manifest.PartChecksums> checksums = Optional.empty();
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> parts.add(read(in.record()));
                case 2 -> checksums = Optional.of(readChecksums(in.record()));
                default -> {}
            }
        }
        return new Manifest(parts, checksums);
    }

    static Manifest.PartChecksums readChecksums(RecordReader in) {
        var algorithm = ChecksumAlgorithm.CRC64NVME;
        boolean sealed = false;
        var digests = Bytes.EMPTY;
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> algorithm = ChecksumAlgorithm.valueOf(in.text());
                case 2 -> sealed = in.flag();
                case 3 -> digests = in.bytes();
                default -> {}
            }
        }
        return new Manifest.PartChecksums(algorithm, sealed, digests);
    }
}
