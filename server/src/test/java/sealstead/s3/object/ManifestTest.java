package sealstead.s3.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.encryption.PartName;
import sealstead.store.BlobId;
import sealstead.store.Bytes;

/// The largest manifest there can be.
final class ManifestTest {
    private static final int MAX_PARTS = 10_000;
    private static final int MAX_CELL_BYTES = 8 * 1024 * 1024;

    @Test
    void ten_thousand_parts_with_the_longest_checksums_fit_into_a_cell() {
        var parts = new ArrayList<Part>();
        for (int number = 1; number <= MAX_PARTS; number++) {
            parts.add(new Part(
                    new PartName(number, "f".repeat(32)),
                    new BlobId(number, -1, -1),
                    5L << 30,
                    (5L << 30) + (1 << 21),
                    "f".repeat(32),
                    Instant.ofEpochMilli(1_800_000_000_000L)));
        }
        var checksums =
                new Manifest.PartChecksums(ChecksumAlgorithm.SHA512, true, Bytes.wrap(new byte[MAX_PARTS * 64 + 1000]));
        var manifest = new Manifest(parts, Optional.of(checksums));
        var record = PartRecord.write(manifest);
        System.out.println("ManifestTest: " + record.size() + " bytes");
        assertThat(record.size()).isLessThan(MAX_CELL_BYTES / 2);
        assertThat(PartRecord.readManifest(record)).isEqualTo(manifest);
    }
}
