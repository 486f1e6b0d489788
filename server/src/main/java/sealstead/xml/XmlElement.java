package sealstead.xml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One element of a small configuration document, read whole.
public final class XmlElement {
    private final String name;
    private final List<XmlElement> children = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final String type;

    XmlElement(String name) {
        this(name, "");
    }

    XmlElement(String name, String type) {
        this.name = name;
        this.type = type;
    }

    void add(XmlElement child) {
        children.add(child);
    }

    void append(String characters) {
        text.append(characters);
    }

    /// One like it, which may be changed.
    public XmlElement copy() {
        var copy = new XmlElement(name, type);
        copy.text.append(text);
        for (var child : children) {
            copy.children.add(child.copy());
        }
        return copy;
    }

    /// Puts a child with that text first, in place of those of that name.
    public void put(String childName, String childText) {
        children.removeIf(child -> child.name.equals(childName));
        var child = new XmlElement(childName);
        child.append(childText);
        children.addFirst(child);
    }

    /// Leaves the children of that name out.
    public void remove(String childName) {
        children.removeIf(child -> child.name.equals(childName));
    }

    public String name() {
        return name;
    }

    /// Its `xsi:type`, empty if it has none.
    public String type() {
        return type;
    }

    public List<XmlElement> children() {
        return List.copyOf(children);
    }

    public List<XmlElement> all(String childName) {
        return children.stream().filter(child -> child.name.equals(childName)).toList();
    }

    /// The only child of that name; more than one is malformed.
    public Optional<XmlElement> one(String childName) {
        var found = all(childName);
        if (found.size() > 1) {
            throw new MalformedXmlException();
        }
        return found.stream().findFirst();
    }

    /// The text of the only child of that name.
    public Optional<String> text(String childName) {
        return one(childName).map(XmlElement::text);
    }

    /// The text of an element without children, white space at its ends left out; an element with children is
    /// malformed.
    public String text() {
        if (!children.isEmpty()) {
            throw new MalformedXmlException();
        }
        return text.toString().strip();
    }

    /// Text exactly as written, for object keys, where white space counts.
    public String exactText() {
        if (!children.isEmpty()) {
            throw new MalformedXmlException();
        }
        return text.toString();
    }

    /// A boolean in XML's own spellings that S3 accepts: `true` or `false`, lower case.
    public boolean isTrue() {
        return switch (text()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new MalformedXmlException();
        };
    }

    /// Refuses children other than these.
    public XmlElement only(String... names) {
        var known = List.of(names);
        for (var child : children) {
            if (!known.contains(child.name)) {
                throw new MalformedXmlException();
            }
        }
        if (!text.toString().isBlank()) {
            throw new MalformedXmlException();
        }
        return this;
    }
}
