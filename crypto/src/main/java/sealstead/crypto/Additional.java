package sealstead.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Additional data: says *what* a ciphertext is and *where* it belongs, so that moved elsewhere it does not open. Every
/// part carries its length, so no two different lists of parts encode alike (docs/format.md, "Additional data").
public final class Additional {
    private Additional() {}

    /// Encodes `purpose` and `parts`: for each the length as four big-endian bytes, then its UTF-8.
    public static byte[] data(String purpose, String... parts) {
        var bytes = new byte[parts.length][];
        for (int i = 0; i < parts.length; i++) {
            bytes[i] = parts[i].getBytes(StandardCharsets.UTF_8);
        }
        return data(purpose, bytes);
    }

    /// The same for parts that are not text.
    public static byte[] data(String purpose, byte[]... parts) {
        var first = purpose.getBytes(StandardCharsets.UTF_8);
        int size = Integer.BYTES + first.length;
        for (var part : parts) {
            size += Integer.BYTES + part.length;
        }
        var out = ByteBuffer.allocate(size).putInt(first.length).put(first);
        for (var part : parts) {
            out.putInt(part.length).put(part);
        }
        return out.array();
    }
}
