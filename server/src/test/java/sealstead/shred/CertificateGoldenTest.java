package sealstead.shred;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import sealstead.golden.GoldenRecord;
import sealstead.golden.GoldenRecords;

final class CertificateGoldenTest implements GoldenRecords {
    @Override
    public List<GoldenRecord<?>> records() {
        var kept = new ShredCertificates.Kept(
                "0123456789abcdef",
                new ShredCertificates.Subject("arn:aws:kms:key", "ab".repeat(32)),
                "{\"looked\":\"2026-11-29T00:00:00Z\"}",
                Optional.of(Instant.ofEpochMilli(1_795_000_000_123L)),
                Optional.of("header.payload.signature"));
        return List.of(GoldenRecord.of(
                "certificate",
                kept,
                ShredCertificates::write,
                record -> ShredCertificates.read("0123456789abcdef", record)));
    }
}
