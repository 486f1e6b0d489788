package sealstead.xml;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Writes one S3 document. Characters that XML 1.0 cannot hold are written as character references, as S3 does, so
/// that a key with a control character never breaks a listing in two.
public final class XmlWriter {
    public static final String S3_CONTROL_NAMESPACE = "http://awss3control.amazonaws.com/doc/2018-08-20/";
    public static final String S3_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";
    static final String INSTANCE_NAMESPACE = "http://www.w3.org/2001/XMLSchema-instance";

    private static final byte[] DECLARATION = utf8("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    private static final boolean[] PLAIN = plainAscii();

    private byte[] out = new byte[4096];
    private int size;
    private final Deque<String> open = new ArrayDeque<>();

    private XmlWriter() {
        reserve(DECLARATION.length);
        System.arraycopy(DECLARATION, 0, out, 0, DECLARATION.length);
        size = DECLARATION.length;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// The tags of a name. There are few names and a page has thousands of each: those asked for last are kept.
    private static final class Tag {
        private static final int MAX_KEPT_LENGTH = 64;
        private static final AtomicReferenceArray<@Nullable Tag> KEPT = new AtomicReferenceArray<>(512);

        private final String name;
        private final byte[] end;

        private Tag(String name) {
            this.name = name;
            this.end = utf8("</" + name + ">");
        }

        static Tag of(String name) {
            int place = name.hashCode() & (KEPT.length() - 1);
            var kept = KEPT.getAcquire(place);
            if (kept != null && kept.name.equals(name)) {
                return kept;
            }
            var made = new Tag(name);
            if (name.length() <= MAX_KEPT_LENGTH) {
                KEPT.setRelease(place, made);
            }
            return made;
        }
    }

    private static boolean[] plainAscii() {
        var plain = new boolean[0x80];
        for (char c = 0; c < plain.length; c++) {
            plain[c] = isPlain(c);
        }
        return plain;
    }

    /// A document of S3's namespace.
    public static XmlWriter document(String root) {
        return document(root, S3_NAMESPACE);
    }

    /// A document of another service's namespace.
    public static XmlWriter document(String root, String namespace) {
        var writer = new XmlWriter();
        writer.raw('<').raw(root).raw(" xmlns=\"").raw(namespace).raw("\">");
        writer.open.push(root);
        return writer;
    }

    /// The document of an element that was read, in S3's namespace.
    public static byte[] document(XmlElement root) {
        var writer = document(root.name());
        writer.content(root);
        return writer.toBytes();
    }

    /// An element that was read, with all that is in it.
    public XmlWriter element(XmlElement element) {
        if (element.type().isEmpty()) {
            begin(element.name());
        } else {
            beginTyped(element.name(), element.type());
        }
        content(element);
        return end();
    }

    private void content(XmlElement element) {
        if (element.children().isEmpty()) {
            escape(element.exactText());
        }
        element.children().forEach(this::element);
    }

    /// A document without a namespace, as S3's errors are.
    public static XmlWriter bareDocument(String root) {
        return new XmlWriter().begin(root);
    }

    public XmlWriter begin(String name) {
        begin(Tag.of(name));
        open.push(name);
        return this;
    }

    /// An element with an `xsi:type`, as the grantees of ACLs have.
    public XmlWriter beginTyped(String name, String type) {
        raw('<').raw(name).raw(" xmlns:xsi=\"" + INSTANCE_NAMESPACE + "\" xsi:type=\"");
        escape(type);
        raw("\">");
        open.push(name);
        return this;
    }

    public XmlWriter end() {
        return bytes(Tag.of(open.pop()).end);
    }

    public XmlWriter element(String name, String text) {
        var tag = Tag.of(name);
        begin(tag);
        escape(text);
        return bytes(tag.end);
    }

    public XmlWriter element(String name, long number) {
        return element(name, Long.toString(number));
    }

    public XmlWriter element(String name, boolean value) {
        return element(name, Boolean.toString(value));
    }

    public byte[] toBytes() {
        while (!open.isEmpty()) {
            end();
        }
        return Arrays.copyOf(out, size);
    }

    private void reserve(int more) {
        if (out.length - size < more) {
            out = Arrays.copyOf(out, Math.max(Math.addExact(size, more), 2 * out.length));
        }
    }

    private void begin(Tag tag) {
        int length = tag.end.length - 1;
        reserve(length);
        out[size] = '<';
        System.arraycopy(tag.end, 2, out, size + 1, length - 1);
        size += length;
    }

    private XmlWriter raw(char ascii) {
        reserve(1);
        out[size++] = (byte) ascii;
        return this;
    }

    /// What is written as it is.
    private XmlWriter raw(String text) {
        return bytes(utf8(text));
    }

    private XmlWriter bytes(byte[] more) {
        reserve(more.length);
        System.arraycopy(more, 0, out, size, more.length);
        size += more.length;
        return this;
    }

    /// Nearly every character of a listing is ASCII that stands for itself: one byte each, in one loop.
    private void escape(String text) {
        int from = 0;
        while (from < text.length()) {
            from = plain(text, from);
            if (from < text.length()) {
                char c = text.charAt(from);
                int end = from;
                while (end < text.length() && text.charAt(end) >= 0x80 && isPlain(text.charAt(end))) {
                    end++;
                }
                bytes(utf8(end == from ? reference(c) : text.substring(from, end)));
                from = Math.max(from + 1, end);
            }
        }
    }

    /// Writes ASCII characters that stand for themselves, and tells where the first other one is.
    private int plain(String text, int from) {
        int length = text.length();
        reserve(length - from);
        var to = out;
        int at = size;
        int i = from;
        while (i < length) {
            char c = text.charAt(i);
            if (c >= 0x80 || !PLAIN[c]) {
                break;
            }
            to[at++] = (byte) c;
            i++;
        }
        size = at;
        return i;
    }

    private static boolean isPlain(char c) {
        return switch (c) {
            case '&', '<', '>', '"' -> false;
            case '\n', '\t' -> true;
            default -> c >= 0x20 && c < 0xFFFE;
        };
    }

    private static String reference(char c) {
        return switch (c) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '"' -> "&quot;";
            case '\r' -> "&#13;";
            default -> "&#x" + Integer.toHexString(c) + ";";
        };
    }
}
