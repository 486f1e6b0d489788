package sealstead.bench.load;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;

/// A body made of one block of noise again and again: its hash is worked out once, and sending it costs no more than
/// the write.
public final class Body {
    public static final Body EMPTY = new Body(new byte[0], 0);

    private static final int BLOCK_BYTES = 256 * 1024;
    private static final long SEED = 20_261_123;

    private final byte[] block;
    private final long length;
    private final String sha256;

    private Body(byte[] block, long length) {
        this.block = block;
        this.length = length;
        this.sha256 = hash(block, length);
    }

    static Body of(byte[] bytes) {
        return new Body(bytes, bytes.length);
    }

    public static Body noise(long length) {
        var block = new byte[(int) Math.min(length, BLOCK_BYTES)];
        new SplittableRandom(SEED).nextBytes(block);
        return new Body(block, length);
    }

    private static String hash(byte[] block, long length) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (long left = length; left > 0; left -= block.length) {
                digest.update(block, 0, (int) Math.min(left, block.length));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    public long length() {
        return length;
    }

    String sha256() {
        return sha256;
    }

    /// Writes `head` and the body; small ones in one piece.
    void writeTo(OutputStream out, byte[] head) throws IOException {
        if (length > 0 && length <= BLOCK_BYTES / 2) {
            var whole = java.util.Arrays.copyOf(head, head.length + (int) length);
            System.arraycopy(block, 0, whole, head.length, (int) length);
            out.write(whole);
            return;
        }
        out.write(head);
        for (long left = length; left > 0; left -= block.length) {
            out.write(block, 0, (int) Math.min(left, block.length));
        }
    }
}
