package sealstead.kms;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import sealstead.store.Bytes;

/// What Decrypt is given, which may be anything.
final class CiphertextBlobTest {
    private static final CiphertextBlob BLOB = new CiphertextBlob(
            "111122223333", "1234abcd-12ab-34cd-56ef-1234567890ab", "ab".repeat(32), Bytes.wrap(new byte[60]));

    @Test
    void what_was_written_is_read() {
        assertThat(CiphertextBlob.parse(BLOB.toBytes())).contains(BLOB);
    }

    @Test
    void a_blob_that_ends_before_its_message_is_none() {
        var whole = BLOB.toBytes();
        int header = whole.size() - 60;
        for (int length = 0; length < header; length++) {
            assertThat(CiphertextBlob.parse(whole.slice(0, length)))
                    .as("%s bytes", length)
                    .isEmpty();
        }
        assertThat(CiphertextBlob.parse(whole.slice(0, header)))
                .hasValueSatisfying(blob -> assertThat(blob.sealed().size()).isZero());
    }

    @Test
    void another_version_is_not_guessed_at() {
        var other = BLOB.toBytes().toArray();
        other[0] = 2;
        assertThat(CiphertextBlob.parse(Bytes.wrap(other))).isEmpty();
    }

    @Test
    void a_length_beyond_the_end_is_not_read() {
        var other = BLOB.toBytes().toArray();
        other[13] = (byte) 255;
        assertThat(CiphertextBlob.parse(Bytes.wrap(other))).isEmpty();
    }
}
