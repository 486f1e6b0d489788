package sealstead.crypto;

import java.security.SecureRandom;
import java.util.Arrays;

/// Seals small messages: keys, records, checksums. The layout is that of a stream of one segment, so that one
/// format and one argument serve everything; a fresh salt gives every message its own key.
public final class Seal {
    /// How much longer a sealed message is.
    public static final int OVERHEAD_BYTES = SegmentFormat.HEADER_BYTES + SegmentFormat.TAG_BYTES;

    private static final int MAX_BYTES = 16 * 1024 * 1024;

    private Seal() {}

    /// @param key 32 bytes
    /// @param plaintext at most 16 MiB
    public static byte[] seal(SecretBytes key, byte[] additional, byte[] plaintext, SecureRandom random) {
        if (key.length() != SegmentFormat.KEY_BYTES || plaintext.length > MAX_BYTES) {
            throw new IllegalArgumentException("a key of 32 bytes seals messages of at most 16 MiB");
        }
        var salt = new byte[SegmentFormat.SALT_BYTES];
        var prefix = new byte[SegmentFormat.PREFIX_BYTES];
        random.nextBytes(salt);
        random.nextBytes(prefix);
        var out = new byte[plaintext.length + OVERHEAD_BYTES];
        out[0] = SegmentFormat.HEADER_BYTES;
        System.arraycopy(salt, 0, out, 1, salt.length);
        System.arraycopy(prefix, 0, out, 1 + salt.length, prefix.length);
        new SegmentCipher(key, additional, salt, prefix)
                .seal(0, true, plaintext, 0, plaintext.length, out, SegmentFormat.HEADER_BYTES);
        return out;
    }

    public static byte[] open(SecretBytes key, byte[] additional, byte[] sealed) throws CorruptObjectException {
        return open(key, additional, sealed, 0, sealed.length);
    }

    /// Opens the message that stands at `offset` of `sealed`.
    public static byte[] open(SecretBytes key, byte[] additional, byte[] sealed, int offset, int length)
            throws CorruptObjectException {
        if (length < OVERHEAD_BYTES || sealed[offset] != SegmentFormat.HEADER_BYTES) {
            throw new CorruptObjectException();
        }
        int prefixAt = offset + 1 + SegmentFormat.SALT_BYTES;
        int bodyAt = offset + SegmentFormat.HEADER_BYTES;
        var cipher = new SegmentCipher(
                key,
                additional,
                Arrays.copyOfRange(sealed, offset + 1, prefixAt),
                Arrays.copyOfRange(sealed, prefixAt, bodyAt));
        var plain = new byte[length - OVERHEAD_BYTES];
        cipher.open(0, true, sealed, bodyAt, length - SegmentFormat.HEADER_BYTES, plain, 0);
        return plain;
    }

    public static SecretBytes openSecret(SecretBytes key, byte[] additional, byte[] sealed)
            throws CorruptObjectException {
        return SecretBytes.takeOver(open(key, additional, sealed));
    }
}
