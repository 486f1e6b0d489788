package sealstead.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ClippedTest {
    @Test
    void a_long_text_is_cut_and_a_short_one_is_not() {
        assertThat(Clipped.of("a".repeat(64))).hasSize(64);
        assertThat(Clipped.of("a".repeat(65))).hasSize(64);
        assertThat(Clipped.of("abc", 2)).isEqualTo("ab");
        assertThat(Clipped.of("", 2)).isEmpty();
    }

    @Test
    void no_character_is_cut_in_two() {
        var seal = "\uD83E\uDDAD";
        assertThat(Clipped.of("a" + seal + "b", 2)).isEqualTo("a");
        assertThat(Clipped.of("a" + seal + "b", 3)).isEqualTo("a" + seal);
        assertThat(Clipped.of(seal, 1)).isEmpty();
    }
}
