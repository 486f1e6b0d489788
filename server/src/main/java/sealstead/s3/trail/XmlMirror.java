package sealstead.s3.trail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import sealstead.xml.XmlElement;

/// An XML document as CloudTrail shows it: element names become members, repeated ones lists, `true` and `false`
/// booleans.
final class XmlMirror {
    private static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

    private XmlMirror() {}

    /// The content of a document's root.
    static ObjectNode of(XmlElement root) {
        var content = JsonNodeFactory.instance.objectNode().put("xmlns", NAMESPACE);
        addChildren(content, root);
        return content;
    }

    private static void addChildren(ObjectNode into, XmlElement element) {
        for (var child : element.children()) {
            var value = value(child);
            var before = into.get(child.name());
            if (before == null) {
                into.set(child.name(), value);
            } else if (before instanceof ArrayNode list) {
                list.add(value);
            } else {
                into.set(
                        child.name(),
                        JsonNodeFactory.instance.arrayNode().add(before).add(value));
            }
        }
    }

    private static JsonNode value(XmlElement element) {
        if (!element.children().isEmpty()) {
            var nested = JsonNodeFactory.instance.objectNode();
            addChildren(nested, element);
            return nested;
        }
        var text = element.text();
        return text.equals("true") || text.equals("false")
                ? JsonNodeFactory.instance.booleanNode(text.equals("true"))
                : new TextNode(text);
    }
}
