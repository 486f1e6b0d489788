package sealstead.s3.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sealstead.custody.RecordReader;
import sealstead.encryption.Envelope;
import sealstead.encryption.ObjectKeys;
import sealstead.s3.Tags;
import sealstead.store.Bytes;

/// What is written of storage classes is never written otherwise.
final class StorageRecordTest {
    private static final Instant READY = Instant.ofEpochMilli(1_767_225_600_000L);
    private static final Instant EXPIRY = Instant.ofEpochMilli(1_767_312_000_000L);

    private static String hex(Storage storage) {
        return HexFormat.of().formatHex(StorageRecord.write(storage).toBytes().toArray());
    }

    @Test
    void the_bytes_are_frozen() {
        var restored = new Storage(
                StorageClass.GLACIER, Optional.of(new Storage.Restoration(READY, EXPIRY, Storage.Tier.EXPEDITED)));
        assertThat(hex(restored)).isEqualTo("08071080d0eab6b73318808884e0b7332003");
        assertThat(hex(Storage.of(StorageClass.DEEP_ARCHIVE))).isEqualTo("0808");
    }

    @ParameterizedTest
    @EnumSource(StorageClass.class)
    void an_object_reads_back_in_its_class(StorageClass storageClass) {
        var object = object().with(Storage.of(storageClass));
        assertThat(ObjectRecord.read(ObjectRecord.writeOlder(object))).isEqualTo(object);
    }

    @Test
    void nothing_is_written_for_the_standard_class() {
        var in = new RecordReader(ObjectRecord.writeOlder(object()));
        while (in.next()) {
            assertThat(in.tag()).isNotEqualTo(24);
        }
    }

    private static StoredObject object() {
        var envelope = new Envelope(
                "00".repeat(16), "0123456789abcdef", 10, 66, new ObjectKeys.ServiceKey("key", Bytes.EMPTY));
        return new StoredObject(
                VersionName.unversioned(7),
                READY,
                "0".repeat(32),
                new Attributes(Map.of(), Map.of()),
                Tags.NONE,
                ObjectLock.NONE,
                Optional.empty(),
                envelope,
                new Placement.Inline(),
                "",
                Storage.STANDARD);
    }
}
