package sealstead.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What can be written can be read again, and nothing costs more than its size.
final class XmlReaderTest {
    private static XmlElement read(String document) {
        return XmlReader.read(document.getBytes(StandardCharsets.UTF_8), "Root");
    }

    @Test
    void characters_that_are_written_as_entities_are_not_counted_as_if_a_document_had_declared_them() {
        for (var entity : new String[] {"&quot;", "&amp;", "&lt;", "&#34;", "&#x26;"}) {
            var text = read("<Root><Value>" + entity.repeat(300_000) + "</Value></Root>")
                    .text("Value")
                    .orElseThrow();
            assertThat(text).as(entity).hasSize(300_000);
        }
    }

    @Test
    void no_document_declares_entities() {
        for (var document : new String[] {
            "<!DOCTYPE Root [<!ENTITY a \"x\">]><Root>&a;</Root>",
            "<!DOCTYPE Root SYSTEM \"file:///etc/passwd\"><Root/>",
            "<Root>&a;</Root>"
        }) {
            assertThatThrownBy(() -> read(document)).as(document).isInstanceOf(MalformedXmlException.class);
        }
    }

    /// The JDK has no message for it and says so by an exception of another kind.
    @Test
    void a_character_that_no_dtd_may_have_is_malformed() {
        var document = "<!DOCTYPE x [<!ENTITY \0\0 SYSTEM \"y\">]><x/>".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> XmlReader.read(document)).isInstanceOf(MalformedXmlException.class);
    }

    /// The JDK writes "[Fatal Error]" of them to standard error, which anybody could fill so.
    @Test
    void what_is_no_text_is_malformed_and_says_nothing_on_standard_error() {
        var documents = List.of(
                bytes(0x3C, 0x52, 0x3E, 0xFF, 0x3C, 0x2F, 0x52, 0x3E),
                bytes(0x3C, 0x52, 0x3E, 0xC0, 0x80, 0x3C, 0x2F, 0x52, 0x3E),
                bytes(0x3C, 0x52, 0x3E, 0xED, 0xA0, 0x80, 0x3C, 0x2F, 0x52, 0x3E),
                bytes(0x3C, 0x52, 0x3E, 0xF0, 0x9F),
                bytes(0xFF),
                bytes(0xFE, 0xFF, 0),
                "<?xml version=\"1.0\" encoding=\"no-such\"?><R/>".getBytes(StandardCharsets.UTF_8),
                "<R>\u0000</R>".getBytes(StandardCharsets.UTF_8),
                "<R>\uFFFF</R>".getBytes(StandardCharsets.UTF_8),
                "<R a='<'/>".getBytes(StandardCharsets.UTF_8),
                "<R>".getBytes(StandardCharsets.UTF_8),
                new byte[0]);
        var err = System.err;
        var said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            for (var document : documents) {
                assertThatThrownBy(() -> XmlReader.read(document, "R"))
                        .as(HexFormat.of().formatHex(document))
                        .isInstanceOf(MalformedXmlException.class);
            }
        } finally {
            System.setErr(err);
        }
        assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    private static byte[] bytes(int... values) {
        var bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @Test
    void a_document_is_read_in_the_encoding_that_it_names() {
        var text = "<Root><Value>\u00e4\u20ac</Value></Root>";
        var latin = "<Root><Value>\u00e4</Value></Root>";
        assertThat(XmlReader.read(text.getBytes(StandardCharsets.UTF_8), "Root").text("Value"))
                .contains("\u00e4\u20ac");
        assertThat(XmlReader.read(("\uFEFF" + text).getBytes(StandardCharsets.UTF_8), "Root")
                        .text("Value"))
                .contains("\u00e4\u20ac");
        assertThat(XmlReader.read(("\uFEFF" + text).getBytes(StandardCharsets.UTF_16LE), "Root")
                        .text("Value"))
                .contains("\u00e4\u20ac");
        assertThat(XmlReader.read(("\uFEFF" + text).getBytes(StandardCharsets.UTF_16BE), "Root")
                        .text("Value"))
                .contains("\u00e4\u20ac");
        var declaration = "<?xml version='1.0' encoding='ISO-8859-1'?>";
        assertThat(XmlReader.read((declaration + latin).getBytes(StandardCharsets.ISO_8859_1), "Root")
                        .text("Value"))
                .contains("\u00e4");
    }
}
