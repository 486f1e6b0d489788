package sealstead.fuzz;

import java.util.Arrays;
import sealstead.xml.MalformedXmlException;
import sealstead.xml.XmlReader;
import sealstead.xml.XmlWriter;

/// A document is refused, or what is written of it is read as the same.
public final class XmlFuzz {
    private XmlFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        byte[] written;
        try {
            written = XmlWriter.document(XmlReader.read(input));
        } catch (MalformedXmlException refused) {
            return;
        }
        var again = XmlWriter.document(XmlReader.read(written));
        if (!Arrays.equals(written, again)) {
            throw new AssertionError("a document changes when it is read");
        }
    }
}
