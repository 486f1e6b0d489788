package sealstead.crypto;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/// Key material. It prints its length only, compares in constant time, and is wiped when it is closed.
public final class SecretBytes implements AutoCloseable {
    private final byte[] bytes;
    private volatile boolean closed;

    private SecretBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    public static SecretBytes copyOf(byte[] bytes) {
        return new SecretBytes(bytes.clone());
    }

    /// Takes `bytes` over; the caller must not use them again.
    public static SecretBytes takeOver(byte[] bytes) {
        return new SecretBytes(bytes);
    }

    public static SecretBytes random(SecureRandom random, int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return new SecretBytes(bytes);
    }

    /// The bytes themselves, not a copy; they are zero once this is closed.
    public byte[] exposeBytes() {
        if (closed) {
            throw new IllegalStateException("a secret was used after it was wiped");
        }
        return bytes;
    }

    public int length() {
        return bytes.length;
    }

    public SecretBytes copy() {
        return copyOf(exposeBytes());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretBytes that && MessageDigest.isEqual(bytes, that.bytes);
    }

    /// The same for all: a hash of key material must not end up in a log or a heap dump's table.
    @Override
    public int hashCode() {
        return bytes.length;
    }

    @Override
    public String toString() {
        return "SecretBytes[" + bytes.length + "]";
    }

    @Override
    public void close() {
        closed = true;
        Arrays.fill(bytes, (byte) 0);
    }
}
