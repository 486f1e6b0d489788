package sealstead.s3.trail;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import sealstead.xml.XmlReader;

/// An XML document as CloudTrail shows it.
final class XmlMirrorTest {
    @Test
    void repeated_elements_become_lists_and_truths_become_booleans() throws Exception {
        var root = XmlReader.read("""
                <Root><A>1</A><A>2</A><A><B>true</B></A><C>false</C><D>text</D></Root>""".getBytes(StandardCharsets.UTF_8));
        assertThat(XmlMirror.of(root)).isEqualTo(new ObjectMapper().readTree("""
                        {"xmlns": "http://s3.amazonaws.com/doc/2006-03-01/",
                         "A": ["1", "2", {"B": true}], "C": false, "D": "text"}"""));
    }
}
