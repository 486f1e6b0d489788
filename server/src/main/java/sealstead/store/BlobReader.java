package sealstead.store;

import java.io.IOException;

/// A blob being read at positions of the reader's choice.
public interface BlobReader extends AutoCloseable {
    /// The stored length in bytes.
    long length() throws IOException;

    /// Fills `length` bytes from `position`; a blob that ends earlier is an [java.io.EOFException].
    void read(long position, byte[] buffer, int offset, int length) throws IOException;

    @Override
    void close() throws IOException;
}
