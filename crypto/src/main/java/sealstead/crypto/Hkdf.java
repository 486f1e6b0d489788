package sealstead.crypto;

import java.util.Arrays;

/// HKDF with SHA-256 (RFC 5869), for outputs of at most one block chain of a few blocks. The JDK's takes twice as
/// long (docs/adr/0023-epochs.md).
final class Hkdf {
    private static final int HASH_BYTES = 32;

    private Hkdf() {}

    static byte[] derive(byte[] key, byte[] salt, byte[] info, int length) {
        if (length > 255 * HASH_BYTES) {
            throw new IllegalArgumentException("HKDF cannot give " + length + " bytes");
        }
        var pseudoRandomKey = CipherPool.hmac(salt.length == 0 ? new byte[HASH_BYTES] : salt, key);
        var out = new byte[length];
        var block = new byte[0];
        for (int at = 0, counter = 1; at < length; counter++) {
            var next = CipherPool.hmac(pseudoRandomKey, block, info, new byte[] {(byte) counter});
            Arrays.fill(block, (byte) 0);
            block = next;
            int n = Math.min(HASH_BYTES, length - at);
            System.arraycopy(block, 0, out, at, n);
            at += n;
        }
        Arrays.fill(block, (byte) 0);
        Arrays.fill(pseudoRandomKey, (byte) 0);
        return out;
    }
}
