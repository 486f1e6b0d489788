package sealstead.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.EofException;
import sealstead.wire.Refusal;

/// Bodies that a client may not drag out: what counts is the time spent waiting for the client, not our own work. After
/// a while of waiting, less than the slowest rate allowed ends the request.
final class PacedStreams {
    private final Duration patience;
    private final long slowestBytesPerSecond;

    /// @param patience how much waiting is allowed before the rate is looked at
    PacedStreams(Duration patience, long slowestBytesPerSecond) {
        this.patience = patience;
        this.slowestBytesPerSecond = slowestBytesPerSecond;
    }

    private boolean isTooSlow(long bytes, long waitedNanos) {
        return slowestBytesPerSecond > 0
                && waitedNanos > patience.toNanos()
                && bytes < slowestBytesPerSecond * (waitedNanos / 1e9);
    }

    static Refusal timeout() {
        return new Refusal(
                400,
                "RequestTimeout",
                "Your socket connection to the server was not read from or written to within the timeout period. Idle"
                        + " connections will be closed.");
    }

    InputStream in(InputStream body) {
        return new Incoming(body);
    }

    OutputStream out(OutputStream body) {
        return new Outgoing(body);
    }

    private final class Incoming extends InputStream {
        private final InputStream in;
        private final byte[] single = new byte[1];
        private long bytes;
        private long waited;

        Incoming(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            int n = read(single, 0, 1);
            return n < 0 ? -1 : single[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            long start = System.nanoTime();
            try {
                int n = in.read(buffer, offset, length);
                waited += System.nanoTime() - start;
                bytes += Math.max(0, n);
                if (n >= 0 && isTooSlow(bytes, waited)) {
                    throw timeout();
                }
                return n;
            } catch (EofException cut) {
                throw new Refusal(
                        400,
                        "IncompleteBody",
                        "You did not provide the number of bytes specified by the Content-Length HTTP header");
            } catch (IOException broken) {
                if (broken.getCause() instanceof TimeoutException) {
                    throw timeout();
                }
                throw broken;
            }
        }
    }

    private final class Outgoing extends OutputStream {
        private final OutputStream out;
        private long bytes;
        private long waited;

        Outgoing(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            long start = System.nanoTime();
            out.write(buffer, offset, length);
            waited += System.nanoTime() - start;
            bytes += length;
            if (isTooSlow(bytes, waited)) {
                throw new IOException("the client reads too slowly");
            }
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
