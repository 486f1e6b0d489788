package sealstead.crypto;

import java.io.IOException;

/// Sealed bytes that can be read at any position. It is itself what an [OpeningReader] offers of its plaintext, so that
/// layers stack.
public interface SealedSource {
    long length() throws IOException;

    /// Fills `length` bytes from `position`; a source that ends earlier is corrupt.
    void read(long position, byte[] buffer, int offset, int length) throws IOException;

    /// The bytes of an array, which is not copied.
    static SealedSource of(byte[] sealed) {
        return new SealedSource() {
            @Override
            public long length() {
                return sealed.length;
            }

            @Override
            public void read(long position, byte[] buffer, int offset, int length) throws IOException {
                if (position < 0 || position + length > sealed.length) {
                    throw new CorruptObjectException();
                }
                System.arraycopy(sealed, (int) position, buffer, offset, length);
            }
        };
    }
}
