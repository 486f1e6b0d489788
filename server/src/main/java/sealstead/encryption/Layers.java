package sealstead.encryption;

import sealstead.crypto.Additional;
import sealstead.crypto.SealingStream;

/// What the layers of a sealed object are bound to, and how long they make it (docs/format.md, "Objects").
final class Layers {
    static final String DATA = "data";
    static final String INNER = "inner";
    static final String OUTER = "outer";
    /// What stands in the place of a part in an object of one piece.
    private static final String WHOLE = "0";

    private Layers() {}

    /// What each layer of one stream is bound to.
    interface Binding {
        byte[] of(String layer);
    }

    static byte[] additional(String sealedFor, String objectId, String layer) {
        return Additional.data("object", sealedFor, objectId, WHOLE, layer);
    }

    /// One write of one part: a part that is uploaded again under its number has another id, so that neither parts nor
    /// their generations can be exchanged.
    static byte[] part(String sealedFor, String objectId, PartName part, String layer) {
        if (part.isWhole()) {
            return additional(sealedFor, objectId, layer);
        }
        return Additional.data("part", sealedFor, objectId, Integer.toString(part.number()), part.id(), layer);
    }

    /// Small things sealed beside the object under its data key, such as its checksum.
    static byte[] aside(String sealedFor, String objectId, String what) {
        return Additional.data("aside", sealedFor, objectId, what);
    }

    static long storedBytes(Envelope.Scheme scheme, long plaintextBytes) {
        long once = SealingStream.sealedBytes(plaintextBytes);
        return scheme == Envelope.Scheme.DSSE_KMS ? SealingStream.sealedBytes(once) : once;
    }
}
