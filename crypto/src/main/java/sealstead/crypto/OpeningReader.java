package sealstead.crypto;

import java.io.IOException;
import java.util.Arrays;

/// Opens a sealed stream at any position. Only the segments that are needed are read, and no byte of a segment leaves
/// before its tag has verified. The plaintext length is known from elsewhere and is part of what must fit.
public final class OpeningReader implements SealedSource, AutoCloseable {
    private static final long NONE = -1;

    private final SegmentCipher cipher;
    private final SealedSource source;
    private final long plaintextBytes;
    private final long segments;
    private byte[] sealed;
    private byte[] plain;
    private long loaded = NONE;
    private int used;
    private boolean closed;

    /// @throws CorruptObjectException if the sealed length does not fit, or the header is not one
    public OpeningReader(SecretBytes key, byte[] additional, SealedSource source, long plaintextBytes)
            throws IOException {
        if (source.length() != SegmentFormat.sealedBytes(plaintextBytes)) {
            throw new CorruptObjectException();
        }
        var header = new byte[SegmentFormat.HEADER_BYTES];
        source.read(0, header, 0, header.length);
        if (header[0] != SegmentFormat.HEADER_BYTES) {
            throw new CorruptObjectException();
        }
        int prefixAt = 1 + SegmentFormat.SALT_BYTES;
        this.cipher = new SegmentCipher(
                key,
                additional,
                Arrays.copyOfRange(header, 1, prefixAt),
                Arrays.copyOfRange(header, prefixAt, header.length));
        this.source = source;
        this.plaintextBytes = plaintextBytes;
        this.segments = SegmentFormat.segments(plaintextBytes);
        this.sealed = Buffers.take();
        this.plain = Buffers.take();
    }

    /// Writes `count` plaintext bytes from position `first` to `out`.
    public void copy(long first, long count, Output out) throws IOException {
        if (plaintextBytes == 0) {
            load(0);
            return;
        }
        long position = first;
        long end = first + count;
        while (position < end) {
            long index = SegmentFormat.segmentOf(position);
            load(index);
            int from = (int) (position - SegmentFormat.plainStart(index));
            int n = (int) Math.min(end - position, plainBytes(index) - from);
            out.write(plain, from, n);
            position += n;
        }
    }

    @Override
    public long length() {
        return plaintextBytes;
    }

    @Override
    public void read(long position, byte[] buffer, int offset, int length) throws IOException {
        if (position < 0 || position + length > plaintextBytes) {
            throw new CorruptObjectException();
        }
        var at = new int[] {offset};
        copy(position, length, (bytes, from, n) -> {
            System.arraycopy(bytes, from, buffer, at[0], n);
            at[0] += n;
        });
    }

    private int plainBytes(long index) {
        long left = plaintextBytes - SegmentFormat.plainStart(index);
        return (int) Math.min(left, SegmentFormat.plainCapacity(index));
    }

    private void load(long index) throws IOException {
        if (loaded == index) {
            return;
        }
        loaded = NONE;
        int plainCount = plainBytes(index);
        int sealedCount = plainCount + SegmentFormat.TAG_BYTES;
        source.read(SegmentFormat.sealedStart(index), sealed, 0, sealedCount);
        used = Math.max(used, plainCount);
        boolean last = index == segments - 1;
        if (cipher.open(index, last, sealed, 0, sealedCount, plain, 0) != plainCount) {
            throw new CorruptObjectException();
        }
        loaded = index;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Buffers.giveBack(sealed, 0);
            Buffers.giveBack(plain, used);
            sealed = new byte[0];
            plain = new byte[0];
        }
    }
}
