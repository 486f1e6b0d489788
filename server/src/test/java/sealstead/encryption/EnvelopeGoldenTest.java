package sealstead.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sealstead.custody.RecordReader;
import sealstead.golden.GoldenRecord;
import sealstead.golden.GoldenRecords;
import sealstead.store.Bytes;

final class EnvelopeGoldenTest implements GoldenRecords {
    private static final String KEY = "arn:aws:kms:eu-central-1:111122223333:key/11111111-2222-3333-4444-555555555555";
    private static final ObjectKeys.ServiceKey SERVICE =
            new ObjectKeys.ServiceKey("0f1e2d3c4b5a6978", Bytes.utf8("under the service key"));

    @Override
    public List<GoldenRecord<?>> records() {
        return List.of(
                envelope(
                        "sse-s3",
                        new Envelope(
                                "000102030405060708090a0b0c0d0e0f",
                                "a1a2a3a4a5a6a7a8",
                                1234,
                                1290,
                                SERVICE,
                                "old/key")),
                envelope(
                        "sse-kms",
                        kms(new ObjectKeys.KmsDataKey(
                                KEY, "ab".repeat(32), Bytes.utf8("what the KMS returned"), Map.of("color", "blue")))),
                envelope(
                        "sse-kms-bucket-key",
                        kms(new ObjectKeys.BucketKey(
                                KEY,
                                "cd".repeat(32),
                                Bytes.utf8("the bucket key"),
                                Bytes.utf8("under the bucket key"),
                                Map.of()))),
                envelope(
                        "dsse-kms",
                        kms(new ObjectKeys.DualLayer(
                                new ObjectKeys.KmsDataKey(
                                        KEY, "ef".repeat(32), Bytes.utf8("the inner key"), Map.of("a", "b")),
                                SERVICE))),
                envelope(
                        "sse-c",
                        new Envelope(
                                "00112233445566778899aabbccddeeff",
                                "a1a2a3a4a5a6a7a8",
                                5,
                                61,
                                new ObjectKeys.Customer(
                                        Bytes.utf8("salt"),
                                        Bytes.utf8("recognises"),
                                        Bytes.utf8("under the customer's key")))));
    }

    @Test
    void a_record_with_other_keys_than_its_scheme_needs_is_refused() {
        var whole = EnvelopeRecord.write(kms(new ObjectKeys.DualLayer(
                new ObjectKeys.KmsDataKey(KEY, "ef".repeat(32), Bytes.utf8("inner"), Map.of()), SERVICE)));
        var both = whole.toBytes();
        assertThat(EnvelopeRecord.read(new RecordReader(both)).scheme()).isEqualTo(Envelope.Scheme.DSSE_KMS);
        for (var scheme : List.of(Envelope.Scheme.SSE_S3, Envelope.Scheme.SSE_KMS, Envelope.Scheme.SSE_C)) {
            var other = whole.number(2, scheme.number()).toBytes(); // the last word counts
            assertThatThrownBy(() -> EnvelopeRecord.read(new RecordReader(other)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static Envelope kms(ObjectKeys keys) {
        return new Envelope("102132435465768798a9bacbdcedfe0f", "b1b2b3b4b5b6b7b8", 70_000, 70_088, keys);
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
