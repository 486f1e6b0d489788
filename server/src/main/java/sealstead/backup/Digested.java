package sealstead.backup;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// What was read or written, digested on the way.
final class Digested {
    static final int BUFFER_BYTES = 64 * 1024;
    private final MessageDigest digest;
    private long bytes;

    Digested() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// Takes what passes.
    @FunctionalInterface
    interface Taker {
        void take(byte[] buffer, int length) throws IOException;
    }

    /// All of a stream, which is closed then.
    static Digested of(InputStream in, Taker taker) throws IOException {
        var digested = new Digested();
        try (in) {
            var buffer = new byte[BUFFER_BYTES];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digested.add(buffer, 0, n);
                taker.take(buffer, n);
            }
        }
        return digested;
    }

    void add(byte[] buffer, int offset, int length) {
        digest.update(buffer, offset, length);
        bytes += length;
    }

    long bytes() {
        return bytes;
    }

    /// SHA-256 in hex; to be asked for once.
    String sha256() {
        return HexFormat.of().formatHex(digest.digest());
    }

    boolean is(long expectedBytes, String expected) {
        return bytes == expectedBytes && sha256().equals(expected);
    }
}
