package sealstead.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
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
}
