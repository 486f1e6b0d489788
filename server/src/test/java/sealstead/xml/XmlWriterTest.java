package sealstead.xml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Every character comes back as it went in, and those that XML cannot hold stand as references.
final class XmlWriterTest {
    private static String written(String text) {
        var document = new String(XmlWriter.bareDocument("a").element("b", text).toBytes(), StandardCharsets.UTF_8);
        var begin = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a><b>";
        var end = "</b></a>";
        assertThat(document).startsWith(begin).endsWith(end);
        return document.substring(begin.length(), document.length() - end.length());
    }

    @Test
    void what_is_markup_or_no_character_of_xml_is_a_reference() {
        assertThat(written("a\"b\"")).isEqualTo("a&quot;b&quot;");
        assertThat(written("<&>")).isEqualTo("&lt;&amp;&gt;");
        assertThat(written("\t\n\r")).isEqualTo("\t\n&#13;");
        assertThat(written("\0x\u001f")).isEqualTo("&#x0;x&#x1f;");
        assertThat(written("\uFFFE\uFFFF")).isEqualTo("&#xfffe;&#xffff;");
        assertThat(written("")).isEmpty();
    }

    @Test
    void what_is_not_ascii_stands_as_utf_8() {
        assertThat(written("ärger <😀> \u007f\u0080é")).isEqualTo("ärger &lt;😀&gt; \u007f\u0080é");
        assertThat(written("\uD83D")).isEqualTo("?");
        assertThat(written("ä".repeat(10_000) + "\"" + "x".repeat(10_000)))
                .isEqualTo("ä".repeat(10_000) + "&quot;" + "x".repeat(10_000));
    }

    @Test
    void texts_of_all_lengths_and_characters_are_written_as_one_by_one() {
        long seed = System.nanoTime();
        System.out.println("XmlWriterTest: seed " + seed);
        var random = new Random(seed);
        var some = new String[] {"a", "<", "\"", "ü", "😀", "\uFFFE", "\u0001", "\r", "/", "語"};
        for (int round = 0; round < 200; round++) {
            var text = new StringBuilder();
            var each = new StringBuilder();
            int length = random.nextInt(3000);
            for (int i = 0; i < length; i++) {
                var next = some[random.nextInt(random.nextInt(some.length) + 1)];
                text.append(next);
                each.append(written(next));
            }
            assertThat(written(text.toString())).isEqualTo(each.toString());
        }
    }
}
