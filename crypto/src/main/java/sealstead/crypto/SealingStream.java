package sealstead.crypto;

import java.io.IOException;
import java.security.SecureRandom;

/// Seals a stream of unknown length in constant memory: two segments, whatever comes. A segment is sealed when the next
/// byte shows that it is not the last.
public final class SealingStream implements Output, AutoCloseable {
    private final SegmentCipher cipher;
    private final Output out;
    private final byte[] header = new byte[SegmentFormat.HEADER_BYTES];
    private final byte[] further = new byte[1];
    private byte[] plain;
    private byte[] sealed;
    private int filled;
    private int used;
    private long index;
    private long written;
    private boolean closed;

    /// @param key 32 bytes, used for this one stream only where that can be arranged; the salt separates streams anyway
    /// @param additional what the stream is and where it belongs
    public SealingStream(SecretBytes key, byte[] additional, SecureRandom random, Output out) {
        if (key.length() != SegmentFormat.KEY_BYTES) {
            throw new IllegalArgumentException("a stream key has 32 bytes");
        }
        var salt = new byte[SegmentFormat.SALT_BYTES];
        var prefix = new byte[SegmentFormat.PREFIX_BYTES];
        random.nextBytes(salt);
        random.nextBytes(prefix);
        header[0] = SegmentFormat.HEADER_BYTES;
        System.arraycopy(salt, 0, header, 1, salt.length);
        System.arraycopy(prefix, 0, header, 1 + salt.length, prefix.length);
        this.cipher = new SegmentCipher(key, additional, salt, prefix);
        this.out = out;
        this.plain = Buffers.take();
        this.sealed = Buffers.take();
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int at = offset;
        int left = length;
        while (left > 0) {
            if (filled == SegmentFormat.plainCapacity(index)) {
                sealSegment(false);
            }
            int n = Math.min(left, SegmentFormat.plainCapacity(index) - filled);
            System.arraycopy(bytes, at, plain, filled, n);
            filled += n;
            used = Math.max(used, filled);
            at += n;
            left -= n;
        }
    }

    /// Reads once from `input`, straight into the segment that is being filled: no copy lies between the network's
    /// buffer and the cipher.
    ///
    /// @return how many bytes came, or -1 at the end of `input`
    public int fill(Input input) throws IOException {
        int capacity = SegmentFormat.plainCapacity(index);
        if (filled < capacity) {
            int before = used;
            used = capacity; // what a read that breaks off has left behind is wiped too
            int n = input.read(plain, filled, capacity - filled);
            filled += Math.max(0, n);
            used = Math.max(before, filled);
            return n;
        }
        // Full: only a further byte shows that this is not the last segment.
        int n = input.read(further, 0, 1);
        if (n > 0) {
            sealSegment(false);
            plain[0] = further[0];
            filled = 1;
        }
        return n;
    }

    /// Seals the last segment; nothing may be written after it.
    public void finish() throws IOException {
        sealSegment(true);
    }

    /// How many sealed bytes have gone out.
    public long written() {
        return written;
    }

    private void sealSegment(boolean last) throws IOException {
        int at = 0;
        if (index == 0) {
            System.arraycopy(header, 0, sealed, 0, header.length);
            at = header.length;
        }
        int n = at + cipher.seal(index, last, plain, 0, filled, sealed, at);
        out.write(sealed, 0, n);
        written += n;
        filled = 0;
        index++;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Buffers.giveBack(plain, used);
            Buffers.giveBack(sealed, 0);
            plain = new byte[0];
            sealed = new byte[0];
        }
    }

    /// The length of what `plaintextBytes` are sealed to.
    public static long sealedBytes(long plaintextBytes) {
        return SegmentFormat.sealedBytes(plaintextBytes);
    }
}
