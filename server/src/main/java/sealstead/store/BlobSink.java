package sealstead.store;

import java.io.IOException;

/// A blob being written, by one thread. Closing without a commit aborts: nothing stays.
public interface BlobSink extends AutoCloseable {
    void write(byte[] bytes, int offset, int length) throws IOException;

    /// Returns only when the whole blob survives power loss.
    void commit() throws IOException;

    @Override
    void close() throws IOException;
}
