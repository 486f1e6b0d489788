package sealstead.batch;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import org.jspecify.annotations.Nullable;
import sealstead.wire.Reply;

/// Reads what somebody writes, while it is written, through a small buffer. What ends the writer early ends the reader.
final class Pipe extends InputStream {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final PipedInputStream in = new PipedInputStream(BUFFER_BYTES);
    private final Thread writer;
    private volatile @Nullable Throwable failure;

    @SuppressWarnings("CatchingUnchecked") // whatever it is, the reader is told
    Pipe(Reply.Body body) throws IOException {
        var out = new PipedOutputStream(in);
        writer = Thread.ofVirtual().name("batch pipe").start(() -> {
            try (out) {
                body.writeTo(out);
            } catch (Exception | Error failed) {
                failure = failed;
            }
        });
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int n = in.read(bytes, offset, length);
        if (n < 0) {
            join();
            var failed = failure;
            if (failed != null) {
                throw new IOException("what was read ended early", failed);
            }
        }
        return n;
    }

    private void join() throws IOException {
        try {
            writer.join();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
        join();
    }
}
