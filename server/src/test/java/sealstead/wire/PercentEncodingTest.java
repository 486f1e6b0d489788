package sealstead.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The encoding that signatures are made over.
final class PercentEncodingTest {
    @ParameterizedTest
    @CsvSource({
        "aZ09-._~, aZ09-._~",
        "a b, a%20b",
        "a+b, a%2Bb",
        "a/b, a%2Fb",
        "*', %2A%27",
        "é, %C3%A9",
        "😀, %F0%9F%98%80",
        "%41, %2541"
    })
    void all_but_unreserved_characters_are_encoded(String text, String encoded) {
        assertThat(PercentEncoding.encode(text, false)).isEqualTo(encoded);
        assertThat(PercentEncoding.decode(encoded, false)).contains(text);
    }

    @Test
    void a_slash_may_stay() {
        assertThat(PercentEncoding.encode("a/b c", true)).isEqualTo("a/b%20c");
    }

    @Test
    void a_plus_is_a_space_in_queries_alone() {
        assertThat(PercentEncoding.decode("a+b", true)).contains("a b");
        assertThat(PercentEncoding.decode("a+b", false)).contains("a+b");
    }

    /// As the raw bytes of a header's line arrive.
    @Test
    void raw_bytes_are_read_as_utf_8() {
        assertThat(PercentEncoding.decode("\u00c3\u00a9", false)).contains("é");
        assertThat(PercentEncoding.decode("\u00e9", false)).isEmpty();
    }

    @Test
    void what_was_encoded_decodes_to_itself() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            var text = new StringBuilder();
            for (int i = random.nextInt(20); i > 0; i--) {
                int point = random.nextInt(Character.MAX_CODE_POINT + 1);
                text.appendCodePoint(point >= 0xd800 && point < 0xe000 ? 'x' : point);
            }
            boolean keepSlash = random.nextBoolean();
            assertThat(PercentEncoding.decode(PercentEncoding.encode(text.toString(), keepSlash), random.nextBoolean()))
                    .as("seed %s, round %s", seed, round)
                    .contains(text.toString());
        }
    }
}
