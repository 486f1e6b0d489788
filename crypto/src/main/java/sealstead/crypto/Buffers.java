package sealstead.crypto;

import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// Segment-sized buffers, used again instead of made anew: the hot path allocates none of this size. At most 256 are
/// kept (16 MiB); they are wiped when they come back.
public final class Buffers {
    private static final int MOST_KEPT = 256;
    private static final ConcurrentLinkedQueue<byte[]> KEPT = new ConcurrentLinkedQueue<>();
    private static final AtomicInteger COUNT = new AtomicInteger();

    private Buffers() {}

    /// A zeroed buffer of 64 KiB.
    public static byte[] take() {
        var kept = KEPT.poll();
        if (kept == null) {
            return new byte[SegmentFormat.SEGMENT_BYTES];
        }
        COUNT.decrementAndGet();
        return kept;
    }

    /// Gives a buffer back; its former holder must not touch it again.
    public static void giveBack(byte[] buffer) {
        if (COUNT.incrementAndGet() > MOST_KEPT) {
            COUNT.decrementAndGet();
            return;
        }
        Arrays.fill(buffer, (byte) 0);
        KEPT.add(buffer);
    }
}
