package sealstead.crypto;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// scrypt (RFC 7914): makes a key out of a passphrase, at a cost in memory that a guesser has to pay every time.
final class Scrypt {
    private static final int HASH_BYTES = 32;

    private Scrypt() {}

    /// @param n cost, a power of two
    /// @param r block size
    /// @param p parallelism
    static byte[] derive(byte[] passphrase, byte[] salt, int n, int r, int p, int length) {
        if (n < 2 || Integer.bitCount(n) != 1 || r < 1 || p < 1 || (long) n * r > 1 << 24) {
            throw new IllegalArgumentException("scrypt n=" + n + " r=" + r + " p=" + p);
        }
        var blocks = pbkdf2(passphrase, salt, p * 128 * r);
        for (int i = 0; i < p; i++) {
            mix(blocks, i * 128 * r, n, r);
        }
        var key = pbkdf2(passphrase, blocks, length);
        Arrays.fill(blocks, (byte) 0);
        return key;
    }

    /// PBKDF2 with HMAC-SHA-256 and one iteration.
    private static byte[] pbkdf2(byte[] password, byte[] salt, int length) {
        var key = password.length == 0 ? new byte[1] : password;
        var out = new byte[length];
        for (int at = 0, block = 1; at < length; at += HASH_BYTES, block++) {
            var hash = CipherPool.hmac(
                    key, salt, ByteBuffer.allocate(4).putInt(block).array());
            System.arraycopy(hash, 0, out, at, Math.min(HASH_BYTES, length - at));
        }
        return out;
    }

    private static void mix(byte[] bytes, int offset, int n, int r) {
        int words = 32 * r;
        var block = new int[words];
        var view = ByteBuffer.wrap(bytes, offset, 128 * r)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer();
        view.get(block);
        var table = new int[n][];
        for (int i = 0; i < n; i++) {
            table[i] = block.clone();
            block = mixBlock(block, r);
        }
        for (int i = 0; i < n; i++) {
            var other = table[block[words - 16] & (n - 1)];
            for (int k = 0; k < words; k++) {
                block[k] ^= other[k];
            }
            block = mixBlock(block, r);
        }
        view.rewind();
        view.put(block);
        for (var row : table) {
            Arrays.fill(row, 0);
        }
    }

    private static int[] mixBlock(int[] in, int r) {
        var out = new int[in.length];
        var x = Arrays.copyOfRange(in, in.length - 16, in.length);
        for (int i = 0; i < 2 * r; i++) {
            for (int k = 0; k < 16; k++) {
                x[k] ^= in[16 * i + k];
            }
            salsa(x);
            System.arraycopy(x, 0, out, 16 * (i / 2 + (i % 2) * r), 16);
        }
        return out;
    }

    /// Salsa20/8.
    private static void salsa(int[] block) {
        var x = block.clone();
        for (int round = 0; round < 8; round += 2) {
            quarter(x, 0, 4, 8, 12);
            quarter(x, 5, 9, 13, 1);
            quarter(x, 10, 14, 2, 6);
            quarter(x, 15, 3, 7, 11);
            quarter(x, 0, 1, 2, 3);
            quarter(x, 5, 6, 7, 4);
            quarter(x, 10, 11, 8, 9);
            quarter(x, 15, 12, 13, 14);
        }
        for (int i = 0; i < 16; i++) {
            block[i] += x[i];
        }
    }

    private static void quarter(int[] x, int a, int b, int c, int d) {
        x[b] ^= Integer.rotateLeft(x[a] + x[d], 7);
        x[c] ^= Integer.rotateLeft(x[b] + x[a], 9);
        x[d] ^= Integer.rotateLeft(x[c] + x[b], 13);
        x[a] ^= Integer.rotateLeft(x[d] + x[c], 18);
    }
}
