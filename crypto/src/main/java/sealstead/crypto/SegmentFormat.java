package sealstead.crypto;

/// The layout of a sealed stream: AES-256-GCM-HKDF-SHA256 streaming in 64 KiB ciphertext segments, byte-compatible with
/// Tink's format of that name (docs/format.md, "Streams").
///
///     header   : length of the header (1 byte, 40) | salt (32) | nonce prefix (7)
///     segment i: AES-256-GCM(segment key, nonce = prefix | i (4) | last (1), plaintext) with its 16-byte tag
///
/// The first ciphertext segment is shorter by the header, so that segment i ends at (i + 1) * 64 KiB.
final class SegmentFormat {
    static final int SEGMENT_BYTES = 64 * 1024;
    static final int SALT_BYTES = 32;
    static final int PREFIX_BYTES = 7;
    static final int HEADER_BYTES = 1 + SALT_BYTES + PREFIX_BYTES;
    static final int TAG_BYTES = 16;
    static final int PLAIN_BYTES = SEGMENT_BYTES - TAG_BYTES;
    static final int FIRST_PLAIN_BYTES = PLAIN_BYTES - HEADER_BYTES;
    static final int KEY_BYTES = 32;
    /// The counter has 32 bits; we stop at 2^31 segments, which is 128 TiB.
    static final long MAX_SEGMENTS = 1L << 31;

    private SegmentFormat() {}

    /// How many segments `plaintextBytes` make; an empty stream has one.
    static long segments(long plaintextBytes) {
        return plaintextBytes <= FIRST_PLAIN_BYTES
                ? 1
                : 1 + (plaintextBytes - FIRST_PLAIN_BYTES + PLAIN_BYTES - 1) / PLAIN_BYTES;
    }

    static long sealedBytes(long plaintextBytes) {
        return HEADER_BYTES + plaintextBytes + segments(plaintextBytes) * TAG_BYTES;
    }

    /// The segment that holds the plaintext byte at `position`.
    static long segmentOf(long position) {
        return position < FIRST_PLAIN_BYTES ? 0 : 1 + (position - FIRST_PLAIN_BYTES) / PLAIN_BYTES;
    }

    /// The plaintext position at which segment `index` begins.
    static long plainStart(long index) {
        return index == 0 ? 0 : FIRST_PLAIN_BYTES + (index - 1) * PLAIN_BYTES;
    }

    static int plainCapacity(long index) {
        return index == 0 ? FIRST_PLAIN_BYTES : PLAIN_BYTES;
    }

    /// The position of segment `index` in the sealed stream.
    static long sealedStart(long index) {
        return index == 0 ? HEADER_BYTES : index * SEGMENT_BYTES;
    }
}
