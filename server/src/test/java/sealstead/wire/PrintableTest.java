package sealstead.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What stands in a line forges no other.
final class PrintableTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n",
                "\r",
                "\t",
                "\u0000",
                "\u001b[2J",
                "\u007f",
                "\u0085",
                "\u009b31m",
                "\u200b",
                "\u200e",
                "\u2028",
                "\u2029",
                "\u202e",
                "\u2066",
                "\ufeff",
                "\ud800",
                "\udc00x",
                "\udb40\udc41"
            })
    void what_moves_or_hides_is_escaped(String text) {
        assertThat(Printable.of("a" + text + "b"))
                .startsWith("a\\u" + String.format("%04x", (int) text.charAt(0)))
                .endsWith("b")
                .matches("[ -~]+");
    }

    @Test
    void what_can_be_read_stays() {
        for (var text : new String[] {"", "arn:aws:kms:x", "a b\\u001b", "größe", "鍵", "\ud83d\udd11"}) {
            assertThat(Printable.of(text)).isEqualTo(text);
        }
        assertThat(Printable.of("ä\n🔑")).isEqualTo("ä\\u000a🔑");
    }
}
