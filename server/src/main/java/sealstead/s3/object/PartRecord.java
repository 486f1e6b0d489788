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
        return new RecordWriter()
                .number(1, part.number())
                .text(2, part.name().id())
                .text(3, part.blob().toString())
                .number(4, part.bytes())
                .number(5, part.storedBytes())
                .text(6, part.etag())
                .number(7, part.lastModified().toEpochMilli());
    }

    static Part read(RecordReader in) {
        int number = 0;
        var id = "";
        @Nullable BlobId blob = null;
        long bytes = 0;
        long stored = 0;
        var etag = "";
        var lastModified = Instant.EPOCH;
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> number = (int) in.number();
                case 2 -> id = in.text();
                case 3 -> blob = BlobId.parse(in.text());
                case 4 -> bytes = in.number();
                case 5 -> stored = in.number();
                case 6 -> etag = in.text();
                case 7 -> lastModified = Instant.ofEpochMilli(in.number());
                default -> {}
            }
        }
        if (blob == null) {
            throw new IllegalStateException("a part without a blob");
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
