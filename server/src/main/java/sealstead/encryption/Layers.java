package sealstead.encryption;

import sealstead.crypto.Additional;
import sealstead.crypto.SealingStream;

/// What the layers of a sealed object are bound to, and how long they make it (docs/format.md, "Objects").
final class Layers {
    static final String DATA = "data";
    static final String INNER = "inner";
    static final String OUTER = "outer";
    /// Multipart objects number their parts from 1; an object in one piece is part 0.
    private static final String WHOLE = "0";

    private Layers() {}

    static byte[] additional(String sealedFor, String objectId, String layer) {
        return Additional.data("object", sealedFor, objectId, WHOLE, layer);
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
