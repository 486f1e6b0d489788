package sealstead.s3.operation.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import sealstead.wire.Refusal;

/// What an object may be put with.
final class PutObjectTest {
    @Test
    void an_object_in_one_piece_has_five_gibibytes_at_most() {
        assertThat(PutObject.MAX_BYTES).isEqualTo(5L << 30);
        PutObject.checkLength(PutObject.MAX_BYTES);
        assertThatThrownBy(() -> PutObject.checkLength(PutObject.MAX_BYTES + 1))
                .isInstanceOfSatisfying(
                        Refusal.class, refused -> assertThat(refused.code()).isEqualTo("EntityTooLarge"));
    }
}
