package sealstead.xml;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/// Writes one S3 document. Characters that XML 1.0 cannot hold are written as character references, as S3 does, so
/// that a key with a control character never breaks a listing in two.
public final class XmlWriter {
    public static final String S3_CONTROL_NAMESPACE = "http://awss3control.amazonaws.com/doc/2018-08-20/";
    public static final String S3_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";
    static final String INSTANCE_NAMESPACE = "http://www.w3.org/2001/XMLSchema-instance";

    private final StringBuilder out = new StringBuilder(1024);
    private final Deque<String> open = new ArrayDeque<>();

    private XmlWriter() {
        out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    }

    /// A document of S3's namespace.
    public static XmlWriter document(String root) {
        return document(root, S3_NAMESPACE);
    }

    /// A document of another service's namespace.
    public static XmlWriter document(String root, String namespace) {
        var writer = new XmlWriter();
        writer.out
                .append('<')
                .append(root)
                .append(" xmlns=\"")
                .append(namespace)
                .append("\">");
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
        out.append('<').append(name).append('>');
        open.push(name);
        return this;
    }

    /// An element with an `xsi:type`, as the grantees of ACLs have.
    public XmlWriter beginTyped(String name, String type) {
        out.append('<').append(name).append(" xmlns:xsi=\"" + INSTANCE_NAMESPACE + "\" xsi:type=\"");
        escape(type);
        out.append("\">");
        open.push(name);
        return this;
    }

    public XmlWriter end() {
        out.append("</").append(open.pop()).append('>');
        return this;
    }

    public XmlWriter element(String name, String text) {
        out.append('<').append(name).append('>');
        escape(text);
        out.append("</").append(name).append('>');
        return this;
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
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void escape(String text) {
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isPlain(c)) {
                out.append(text, from, i).append(reference(c));
                from = i + 1;
            }
        }
        out.append(text, from, text.length());
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
