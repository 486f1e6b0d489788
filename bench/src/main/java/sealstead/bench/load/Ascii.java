package sealstead.bench.load;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;

/// Text of one byte a character that is written piece by piece into the same memory again and again.
final class Ascii {
    private byte[] bytes = new byte[1024];
    private int length;

    Ascii clear() {
        length = 0;
        return this;
    }

    @SuppressWarnings(
            "deprecation") // it is lossy for other text, and the only one that copies into memory that is there
    Ascii add(String text) {
        int n = text.length();
        if (length + n > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * (length + n));
        }
        text.getBytes(0, n, bytes, length);
        length += n;
        return this;
    }

    int length() {
        return length;
    }

    byte[] hash(MessageDigest digest) {
        digest.update(bytes, 0, length);
        return digest.digest();
    }

    byte[] mac(Mac mac) {
        mac.update(bytes, 0, length);
        return mac.doFinal();
    }

    void putInto(ByteBuffer buffer) {
        buffer.put(bytes, 0, length);
    }

    /// A copy, with `more` bytes of room behind it.
    byte[] toBytes(int more) {
        return Arrays.copyOf(bytes, length + more);
    }
}
