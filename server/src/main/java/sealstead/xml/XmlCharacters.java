package sealstead.xml;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.regex.Pattern;

/// The characters of a document in the encoding that its first bytes or its declaration name, UTF-8 if none. The JDK's
/// reader does this as well, but writes to standard error of bytes that are no characters.
final class XmlCharacters {
    private static final Pattern DECLARED = Pattern.compile(
            "<\\?xml\\s[^>]*?\\sencoding\\s*=\\s*[\"']([A-Za-z][A-Za-z0-9._-]*)[\"'].*", Pattern.DOTALL);
    private static final int MAX_DECLARATION = 200;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private XmlCharacters() {}

    /// @throws MalformedXmlException if bytes are no characters
    static String of(byte[] document) {
        try {
            var text = encoding(document)
                    .newDecoder()
                    .decode(ByteBuffer.wrap(document))
                    .toString();
            return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
        } catch (CharacterCodingException | UnsupportedCharsetException | IllegalCharsetNameException malformed) {
            throw new MalformedXmlException();
        }
    }

    private static Charset encoding(byte[] document) {
        if (begins(document, 0xFE, 0xFF)) {
            return StandardCharsets.UTF_16BE;
        }
        if (begins(document, 0xFF, 0xFE)) {
            return StandardCharsets.UTF_16LE;
        }
        if (begins(document, 0xEF, 0xBB)) {
            return StandardCharsets.UTF_8;
        }
        var head = new String(document, 0, Math.min(document.length, MAX_DECLARATION), StandardCharsets.US_ASCII);
        var declared = DECLARED.matcher(head);
        return declared.matches() ? Charset.forName(declared.group(1)) : StandardCharsets.UTF_8;
    }

    private static boolean begins(byte[] document, int first, int second) {
        return document.length >= 2 && (document[0] & 0xFF) == first && (document[1] & 0xFF) == second;
    }
}
