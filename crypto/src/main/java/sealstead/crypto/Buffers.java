package sealstead.crypto;

import java.util.Arrays;

/// Segment-sized buffers, used again instead of made anew: the hot path allocates none of this size. At most 256 are
/// kept (16 MiB). What was in one is wiped when it comes back.
public final class Buffers {
    private static final ObjectPool<byte[]> KEPT = new ObjectPool<>(256, () -> new byte[SegmentFormat.SEGMENT_BYTES]);

    private Buffers() {}

    /// A buffer of 64 KiB.
    public static byte[] take() {
        return KEPT.take();
    }

    /// Gives a buffer back, of which the first `used` bytes were written to since it was taken; its former holder must
    /// not touch it again.
    public static void giveBack(byte[] buffer, int used) {
        Arrays.fill(buffer, 0, used, (byte) 0);
        KEPT.giveBack(buffer);
    }
}
