package sealstead.crypto;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Additional data: says *what* a ciphertext is and *where* it belongs, so that moved elsewhere it does not open. Every
/// part carries its length, so no two different lists of parts encode alike (docs/format.md, "Additional data").
public final class Additional {
    private Additional() {}

    /// Encodes `purpose` and `parts`: for each the length as four big-endian bytes, then its UTF-8.
    public static byte[] data(String purpose, String... parts) {
        var out = new ByteArrayOutputStream(128);
        put(out, purpose.getBytes(StandardCharsets.UTF_8));
        for (var part : parts) {
            put(out, part.getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    /// The same for parts that are not text.
    public static byte[] data(String purpose, byte[]... parts) {
        var out = new ByteArrayOutputStream(128);
        put(out, purpose.getBytes(StandardCharsets.UTF_8));
        for (var part : parts) {
            put(out, part);
        }
        return out.toByteArray();
    }

    private static void put(ByteArrayOutputStream out, byte[] part) {
        out.write(part.length >>> 24);
        out.write(part.length >>> 16);
        out.write(part.length >>> 8);
        out.write(part.length);
        out.writeBytes(part);
    }
}
