package sealstead.crypto;

import java.io.IOException;

/// Where a stream's bytes come from.
@FunctionalInterface
public interface Input {
    /// Reads some bytes.
    ///
    /// @return how many, or -1 at the end
    int read(byte[] buffer, int offset, int length) throws IOException;
}
