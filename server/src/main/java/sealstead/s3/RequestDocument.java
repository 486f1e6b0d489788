package sealstead.s3;

import org.jspecify.annotations.Nullable;
import sealstead.xml.MalformedXmlException;
import sealstead.xml.XmlElement;
import sealstead.xml.XmlReader;

/// The document that came as a request's body, read whole and proven. Whoever wants its XML gets the one tree
/// that it was parsed to: policies that ask for what stands in it, the operation, and the audit trail. None of
/// them may change the tree; who has to, takes a copy.
public final class RequestDocument {
    static final RequestDocument EMPTY = new RequestDocument(new byte[0], "");

    /// The tree of a larger document is not kept: nobody but the operation reads it, and it takes many times as much as
    /// its text.
    private static final int MAX_KEPT_BYTES = 100 * 1024;

    private final byte[] bytes;
    private final String rootName;
    private @Nullable XmlElement root;
    private boolean malformed;

    public RequestDocument(byte[] bytes, S3Operation operation) {
        this(bytes, operation.document());
    }

    private RequestDocument(byte[] bytes, String rootName) {
        this.bytes = bytes;
        this.rootName = rootName;
    }

    public boolean isEmpty() {
        return bytes.length == 0;
    }

    public int length() {
        return bytes.length;
    }

    /// The bytes themselves, not to be changed.
    public byte[] bytes() {
        return bytes;
    }

    /// The root element, whatever its name, in S3's namespace or in none.
    ///
    /// @throws MalformedXmlException if it is no such document
    public synchronized XmlElement xml() {
        if (root != null) {
            return root;
        }
        if (malformed) {
            throw new MalformedXmlException();
        }
        malformed = true;
        var parsed = XmlReader.read(bytes);
        malformed = false;
        if (bytes.length <= MAX_KEPT_BYTES) {
            root = parsed;
        }
        return parsed;
    }

    /// The root element, which must be the one that the operation's row names.
    ///
    /// @throws MalformedXmlException if it is anything else
    public XmlElement root() {
        var found = xml();
        if (!found.name().equals(rootName)) {
            throw new MalformedXmlException();
        }
        return found;
    }
}
