package sealstead.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.EofException;
import sealstead.wire.Refusal;
import sealstead.wire.RequestBody;

/// Bodies that a client may not drag out: what counts is the time spent waiting for the client, not our own work. After
/// a while of waiting, less than the slowest rate allowed ends the request.
final class PacedStreams {
    private static final long STRANGERS_BYTES = 16 * 1024 * 1024;

    private final Duration patience;
    private final Duration strangerBody;
    private final long slowestBytesPerSecond;
    private final StrangersBudget strangers = new StrangersBudget(STRANGERS_BYTES);
    private final LongSupplier nanoTime;

    /// The patience is how much waiting is allowed before the rate is looked at.
    PacedStreams(HttpLimits limits, LongSupplier nanoTime) {
        this.patience = limits.idle();
        this.strangerBody = limits.strangerBody();
        this.slowestBytesPerSecond = limits.slowestBytesPerSecond();
        this.nanoTime = nanoTime;
    }

    private boolean isTooSlow(Client client) {
        long waited = client.waitedNanos();
        return slowestBytesPerSecond > 0
                && waited > patience.toNanos()
                && client.movedBytes() < slowestBytesPerSecond * (waited / 1e9);
    }

    static Refusal timeout() {
        return HttpError.REQUEST_TIMEOUT.refusal();
    }

    Incoming in(InputStream body, Client client) {
        return new Incoming(body, client);
    }

    OutputStream out(OutputStream body, Client client) {
        return new Outgoing(body, client);
    }

    /// A body that comes in.
    final class Incoming extends RequestBody {
        private final InputStream in;
        private final Client client;
        private final byte[] single = new byte[1];
        private boolean proven;
        private boolean begun;
        private long strange;
        private long taken;

        Incoming(InputStream in, Client client) {
            this.in = in;
            this.client = client;
        }

        @Override
        public void proven() {
            proven = true;
            client.noDeadline();
            release();
        }

        /// Nothing more is read, or nothing of it is kept.
        void release() {
            strangers.giveBack(taken);
            taken = 0;
        }

        @Override
        public int read() throws IOException {
            int n = read(single, 0, 1);
            return n < 0 ? -1 : single[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (!proven && !begun) {
                begun = true;
                client.deadline(nanoTime.getAsLong() + strangerBody.toNanos());
            }
            client.await(nanoTime.getAsLong());
            int n = 0;
            try {
                n = in.read(buffer, offset, length);
            } catch (EofException cut) {
                throw HttpError.INCOMPLETE_BODY.refusal();
            } catch (IOException broken) {
                if (broken.getCause() instanceof TimeoutException) {
                    throw timeout();
                }
                throw broken;
            } finally {
                client.moved(Math.max(0, n), nanoTime.getAsLong());
            }
            if (n >= 0 && (isTooSlow(client) || client.isOver(nanoTime.getAsLong()))) {
                throw timeout();
            }
            if (n > 0 && !proven) {
                count(n);
            }
            return n;
        }

        private void count(int bytes) {
            long before = Math.max(0, strange - StrangersBudget.FREE_BYTES);
            strange += bytes;
            long more = Math.max(0, strange - StrangersBudget.FREE_BYTES) - before;
            if (more > 0) {
                if (!strangers.take(more)) {
                    throw HttpError.SLOW_DOWN.refusal();
                }
                taken += more;
            }
        }

        /// What a refused client goes on sending is read for a while and kept nowhere.
        void drain(Duration atMost) {
            release();
            proven = true;
            client.deadline(nanoTime.getAsLong() + atMost.toNanos());
            LingeringClose.drain(this);
        }
    }

    private final class Outgoing extends OutputStream {
        private final OutputStream out;
        private final Client client;

        Outgoing(OutputStream out, Client client) {
            this.out = out;
            this.client = client;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            client.await(nanoTime.getAsLong());
            try {
                out.write(buffer, offset, length);
            } finally {
                client.moved(length, nanoTime.getAsLong());
            }
            if (isTooSlow(client)) {
                throw new IOException("the client reads too slowly");
            }
        }

        @Override
        public void flush() throws IOException {
            client.await(nanoTime.getAsLong());
            try {
                out.flush();
            } finally {
                client.moved(0, nanoTime.getAsLong());
            }
        }

        @Override
        public void close() throws IOException {
            client.await(nanoTime.getAsLong());
            try {
                out.close();
            } finally {
                client.moved(0, nanoTime.getAsLong());
            }
        }
    }
}
