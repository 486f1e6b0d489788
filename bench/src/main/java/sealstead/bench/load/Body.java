package sealstead.bench.load;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;

/// A body made of one block of noise again and again: its hash is worked out once, and sending it costs no more than
/// the write.
public final class Body {
    public static final Body EMPTY = of(new byte[0]);

    private static final int BLOCK_BYTES = 256 * 1024;
    private static final long SEED = 20_261_123;

    private final byte[] block;
    /// The block where the kernel can take it from without a copy, if it is sent often enough to be worth that.
    private final ByteBuffer direct;
    private final long length;
    private final String sha256;

    private Body(byte[] block, ByteBuffer direct, long length) {
        this.block = block;
        this.direct = direct;
        this.length = length;
        this.sha256 = hash(block, length);
    }

    static Body of(byte[] bytes) {
        return new Body(bytes, ByteBuffer.wrap(bytes), bytes.length);
    }

    public static Body noise(long length) {
        var block = new byte[(int) Math.min(length, BLOCK_BYTES)];
        new SplittableRandom(SEED).nextBytes(block);
        return new Body(
                block, ByteBuffer.allocateDirect(block.length).put(block).flip().asReadOnlyBuffer(), length);
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

    /// The next bytes to send when `left` are left; as many as one block has.
    ByteBuffer next(long left) {
        var next = direct.duplicate();
        return next.limit((int) Math.min(left, next.limit()));
    }

    /// Writes a head and the body; small ones in one piece.
    void writeTo(OutputStream out, Ascii head) throws IOException {
        if (length <= BLOCK_BYTES / 2) {
            var whole = head.toBytes((int) length);
            System.arraycopy(block, 0, whole, head.length(), (int) length);
            out.write(whole);
            return;
        }
        out.write(head.toBytes(0));
        for (long left = length; left > 0; left -= block.length) {
            out.write(block, 0, (int) Math.min(left, block.length));
        }
    }
}
