package sealstead.encryption;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import sealstead.custody.RecordReader;
import sealstead.golden.GoldenRecord;
import sealstead.golden.GoldenRecords;
import sealstead.store.Bytes;

final class EnvelopeGoldenTest implements GoldenRecords {
    private static final String KEY = "arn:aws:kms:eu-central-1:111122223333:key/11111111-2222-3333-4444-555555555555";
    private static final Optional<Envelope.Service> SERVICE =
            Optional.of(new Envelope.Service("0f1e2d3c4b5a6978", Bytes.utf8("under the service key")));

    @Override
    public List<GoldenRecord<?>> records() {
        return List.of(
                envelope(
                        "sse-s3",
                        new Envelope(
                                Envelope.Scheme.SSE_S3,
                                "000102030405060708090a0b0c0d0e0f",
                                "a1a2a3a4a5a6a7a8",
                                1234,
                                1290,
                                Optional.empty(),
                                SERVICE,
                                Optional.empty(),
                                "old/key")),
                envelope(
                        "sse-kms",
                        kms(
                                Envelope.Scheme.SSE_KMS,
                                new Envelope.Kms(
                                        KEY,
                                        "ab".repeat(32),
                                        Bytes.utf8("what the KMS returned"),
                                        null,
                                        Map.of("color", "blue")),
                                Optional.empty())),
                envelope(
                        "sse-kms-bucket-key",
                        kms(
                                Envelope.Scheme.SSE_KMS,
                                new Envelope.Kms(
                                        KEY,
                                        "cd".repeat(32),
                                        Bytes.utf8("the bucket key"),
                                        Bytes.utf8("under the bucket key"),
                                        Map.of()),
                                Optional.empty())),
                envelope(
                        "dsse-kms",
                        kms(
                                Envelope.Scheme.DSSE_KMS,
                                new Envelope.Kms(
                                        KEY, "ef".repeat(32), Bytes.utf8("the inner key"), null, Map.of("a", "b")),
                                SERVICE)),
                envelope(
                        "sse-c",
                        new Envelope(
                                Envelope.Scheme.SSE_C,
                                "00112233445566778899aabbccddeeff",
                                "a1a2a3a4a5a6a7a8",
                                5,
                                61,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(new Envelope.Customer(
                                        Bytes.utf8("salt"),
                                        Bytes.utf8("recognises"),
                                        Bytes.utf8("under the customer's key"))))));
    }

    private static Envelope kms(Envelope.Scheme scheme, Envelope.Kms kms, Optional<Envelope.Service> service) {
        return new Envelope(
                scheme,
                "102132435465768798a9bacbdcedfe0f",
                "b1b2b3b4b5b6b7b8",
                70_000,
                70_088,
                Optional.of(kms),
                service,
                Optional.empty());
    }

    private static GoldenRecord<Envelope> envelope(String variant, Envelope envelope) {
        return new GoldenRecord<>(
                "envelope",
                variant,
                envelope,
                value -> EnvelopeRecord.write(value).toBytes(),
                record -> EnvelopeRecord.read(new RecordReader(record)));
    }
}
