package sealstead.xml;

import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.List;
import java.util.MissingResourceException;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/// Reads a small document into elements. No DTD, no entity, no reference outwards; depth and number of elements are
/// bounded, so that no document costs more than its size.
public final class XmlReader {
    private static final int MAX_DEPTH = 16;
    private static final int MAX_ELEMENTS = 100_000;
    private static final XMLInputFactory FACTORY = factory();

    /// As AWS's guides once had it, which clients still send.
    private static final Set<String> S3_NAMESPACES_OF_OLD = Set.of(
            "http://s3.amazonaws.com/doc/2006-03-01",
            "http://doc.s3.amazonaws.com/2006-03-01",
            "http://doc.s3.amazonaws.com/2006-03-01/");

    private XmlReader() {}

    private static XMLInputFactory factory() {
        var factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        // The JDK counts each `&amp;` against limits that are meant for entities of a DTD, of which there is none: a
        // document
        // that is written with them could not be read again.
        for (var limit : List.of(
                "jdk.xml.entityExpansionLimit",
                "jdk.xml.totalEntitySizeLimit",
                "jdk.xml.maxGeneralEntitySizeLimit",
                "jdk.xml.entityReplacementLimit")) {
            factory.setProperty(limit, "0");
        }
        return factory;
    }

    private static boolean isSame(String namespace, String ours) {
        return namespace.equals(ours)
                || (ours.equals(XmlWriter.S3_NAMESPACE) && S3_NAMESPACES_OF_OLD.contains(namespace));
    }

    /// Reads `document`, whose root must be `root`, in S3's namespace or in none.
    ///
    /// @throws MalformedXmlException if it is anything else
    public static XmlElement read(byte[] document, String root) {
        return read(document, root, XmlWriter.S3_NAMESPACE);
    }

    /// The same in the namespace of another service.
    public static XmlElement read(byte[] document, String root, String namespace) {
        var top = readIn(document, namespace);
        if (!top.name().equals(root)) {
            throw new MalformedXmlException();
        }
        return top;
    }

    /// Reads `document`, whatever its root.
    public static XmlElement read(byte[] document) {
        return readIn(document, XmlWriter.S3_NAMESPACE);
    }

    /// Reads `document` in the namespace of another service, whatever its root.
    public static XmlElement readIn(byte[] document, String ours) {
        try {
            var reader = FACTORY.createXMLStreamReader(new StringReader(XmlCharacters.of(document)));
            var open = new ArrayDeque<XmlElement>();
            @Nullable XmlElement top = null;
            int elements = 0;
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.START_ELEMENT -> {
                        var namespace = reader.getNamespaceURI();
                        boolean known = namespace == null || namespace.isEmpty() || isSame(namespace, ours);
                        if (!known || open.size() == MAX_DEPTH || ++elements > MAX_ELEMENTS) {
                            throw new MalformedXmlException();
                        }
                        var type = reader.getAttributeValue(XmlWriter.INSTANCE_NAMESPACE, "type");
                        var element = new XmlElement(reader.getLocalName(), type == null ? "" : type);
                        var parent = open.peek();
                        if (parent != null) {
                            parent.add(element);
                        } else {
                            top = element;
                        }
                        open.push(element);
                    }
                    case XMLStreamConstants.END_ELEMENT -> open.pop();
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                        var element = open.peek();
                        if (element != null) {
                            element.append(reader.getText());
                        }
                    }
                    case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                        throw new MalformedXmlException();
                    default -> {}
                }
            }
            if (top == null) {
                throw new MalformedXmlException();
            }
            return top;
        } catch (XMLStreamException | MissingResourceException malformed) {
            // For some of what is malformed the JDK has no message, and fails to find it.
            throw new MalformedXmlException();
        }
    }
}
