package sealstead.s3.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.encryption.Envelope;
import sealstead.encryption.ObjectKeys;
import sealstead.encryption.Protection;
import sealstead.s3.Tags;
import sealstead.s3.object.Attributes;
import sealstead.s3.object.ObjectLock;
import sealstead.s3.object.Placement;
import sealstead.s3.object.Storage;
import sealstead.s3.object.StoredChecksum;
import sealstead.s3.object.StoredObject;
import sealstead.s3.object.VersionName;
import sealstead.s3.object.WriteConditions;
import sealstead.store.Bytes;
import sealstead.wire.Refusal;

/// The limits of appending, on records that nobody has to write.
final class AppendingTest {
    private static StoredObject object(Placement placement, long bytes) {
        return new StoredObject(
                VersionName.unversioned(1),
                Instant.EPOCH,
                "0".repeat(32),
                new Attributes(Map.of(), Map.of()),
                Tags.NONE,
                ObjectLock.NONE,
                Optional.of(new StoredChecksum(ChecksumAlgorithm.CRC32, 0, false, Bytes.wrap(new byte[4]))),
                new Envelope(
                        "0".repeat(32), "0".repeat(16), bytes, bytes, new ObjectKeys.ServiceKey("key", Bytes.EMPTY)),
                placement,
                "",
                Storage.STANDARD);
    }

    private static void check(StoredObject object, long bytes) {
        Appending.check(
                object,
                new Appending.Wanted(
                        WriteConditions.NONE,
                        new Protection.SseS3(),
                        new Attributes(Map.of(), Map.of()),
                        Optional.empty(),
                        Optional.empty()),
                bytes);
    }

    @Test
    void an_object_has_ten_thousand_pieces_at_most_however_they_came() {
        assertThatCode(() -> check(object(new Placement.Pieces(9_999, 9_000, 0), 10), 1))
                .doesNotThrowAnyException();
        for (var full : new Placement[] {new Placement.Pieces(10_000, 0, 0), new Placement.Parts(10_000)}) {
            assertThatThrownBy(() -> check(object(full, 10), 1)).isInstanceOfSatisfying(Refusal.class, refused -> {
                assertThat(refused.code()).isEqualTo("TooManyParts");
                assertThat(refused.status()).isEqualTo(400);
            });
        }
    }

    @Test
    void an_object_has_fifty_terabytes_at_most() {
        long most = 50_000_000_000_000L;
        assertThatCode(() -> check(object(new Placement.Inline(), most - 1), 1)).doesNotThrowAnyException();
        assertThatThrownBy(() -> check(object(new Placement.Inline(), most), 1))
                .isInstanceOfSatisfying(
                        Refusal.class, refused -> assertThat(refused.code()).isEqualTo("EntityTooLarge"));
    }
}
