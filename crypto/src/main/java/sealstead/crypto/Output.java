package sealstead.crypto;

import java.io.IOException;

/// Where a stream's bytes go.
@FunctionalInterface
public interface Output {
    void write(byte[] bytes, int offset, int length) throws IOException;
}
