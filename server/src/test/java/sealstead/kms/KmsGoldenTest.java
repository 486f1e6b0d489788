package sealstead.kms;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import sealstead.crypto.SecretBytes;
import sealstead.custody.RecordReader;
import sealstead.golden.GoldenFile;
import sealstead.golden.GoldenRecord;
import sealstead.golden.GoldenRecords;
import sealstead.golden.InsecureFixedRandom;
import sealstead.store.Bytes;

final class KmsGoldenTest implements GoldenRecords {
    private static final Instant TIME = Instant.ofEpochMilli(1_795_000_000_123L);
    private static final KeyGrant GRANT = new KeyGrant(
            "ab".repeat(32),
            Bytes.utf8("secret of the token"),
            "a name",
            TIME,
            "AIDA1",
            "AIDA2",
            "111122223333",
            List.of("Decrypt", "Encrypt"),
            Optional.of(Map.of("all", "of it")),
            Optional.of(Map.of("some", "of it")));

    private static KmsKey key(KmsKey.Deletion deletion) {
        return new KmsKey(
                new KmsKey.Origin("111122223333", "eu-central-1", "11111111-2222-3333-4444-555555555555", TIME, true),
                new KmsKey.Settings(
                        "a description", true, deletion, "{\"Version\":\"2012-10-17\"}", Map.of("team", "ice")),
                new KmsKey.Rotation(400, TIME.plusSeconds(1)),
                List.of(
                        new KeyMaterial(
                                "11".repeat(32), TIME, KeyMaterial.Origin.INITIAL, Bytes.EMPTY, TIME.plusSeconds(9)),
                        new KeyMaterial(
                                "22".repeat(32),
                                TIME.plusSeconds(2),
                                KeyMaterial.Origin.ON_DEMAND,
                                Bytes.utf8("wrapped material"),
                                Instant.EPOCH)),
                List.of(GRANT));
    }

    @Override
    public List<GoldenRecord<?>> records() {
        return List.of(
                new GoldenRecord<>(
                        "kms-key",
                        "pending-deletion",
                        key(new KmsKey.Deletion(TIME.plusSeconds(3), 7, Duration.ofMillis(1234))),
                        KmsKeyRecord::write,
                        KmsKeyRecord::read),
                new GoldenRecord<>(
                        "kms-key", "in-use", key(KmsKey.Deletion.NONE), KmsKeyRecord::write, KmsKeyRecord::read),
                GoldenRecord.of(
                        "grant",
                        GRANT,
                        grant -> KeyGrantRecord.write(grant).toBytes(),
                        record -> KeyGrantRecord.read(new RecordReader(record))),
                GoldenRecord.of(
                        "kms-alias",
                        new Aliases.Alias(
                                "111122223333",
                                "eu-central-1",
                                "alias/frozen",
                                "11111111-2222-3333-4444-555555555555",
                                TIME,
                                TIME.plusSeconds(1)),
                        Aliases::write,
                        Aliases::read));
    }

    @Test
    void a_ciphertext_is_opened_and_is_the_frozen_one() {
        var key = key(KmsKey.Deletion.NONE);
        var context = Map.of("a", "b", "c", "d");
        var material = SecretBytes.copyOf("key material, of thirty-two byte".getBytes(StandardCharsets.US_ASCII));
        var plaintext = "frozen".getBytes(StandardCharsets.US_ASCII);
        var now = CiphertextBlob.seal(key, material, plaintext, context, new InsecureFixedRandom(21));
        var frozen = GoldenFile.of("kms-ciphertext", now::toBytes);
        assertThat(now.toBytes()).isEqualTo(frozen);
        var read = CiphertextBlob.parse(frozen).orElseThrow();
        assertThat(read).isEqualTo(now);
        assertThat(read.account()).isEqualTo("111122223333");
        assertThat(read.keyId()).isEqualTo(key.id());
        assertThat(read.materialId()).isEqualTo("22".repeat(32));
        assertThat(read.open(key, material, context)).isEqualTo(plaintext);
    }
}
