package sealstead.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;

/// A body of which one half can be read, and the other once [#end] says so.
final class HalfBody extends InputStream {
    static final int BYTES = 600_000;

    private final PipedOutputStream tap = new PipedOutputStream();
    private final PipedInputStream pipe;

    HalfBody() throws IOException {
        pipe = new PipedInputStream(tap, 1 << 20);
        tap.write(new byte[BYTES / 2]);
    }

    void end() throws IOException {
        tap.write(new byte[BYTES / 2]);
        tap.close();
    }

    @Override
    public int read() throws IOException {
        return pipe.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return pipe.read(bytes, offset, length);
    }

    /// What has not ended fails.
    @Override
    public void close() throws IOException {
        pipe.close();
        tap.close();
    }
}
