package sealstead.crypto;

import java.io.IOException;

/// Sealed bytes that can be read at any position. It is itself what an [OpeningReader] offers of its plaintext, so that
/// layers stack.
public interface SealedSource {
    long length() throws IOException;

    /// Fills `length` bytes from `position`; a source that ends earlier is corrupt.
    void read(long position, byte[] buffer, int offset, int length) throws IOException;
}
