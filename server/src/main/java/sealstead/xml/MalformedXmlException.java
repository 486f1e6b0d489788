package sealstead.xml;

/// The document is not well formed or not of the published schema; the door answers `MalformedXML`.
public final class MalformedXmlException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public MalformedXmlException() {
        super("malformed XML", null, false, false);
    }
}
