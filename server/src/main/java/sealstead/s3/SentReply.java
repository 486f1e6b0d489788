package sealstead.s3;

import java.io.IOException;
import java.io.OutputStream;
import java.util.function.LongConsumer;
import sealstead.wire.Reply;
import sealstead.wire.Request;

/// A reply that tells when it was sent.
public final class SentReply {
    private SentReply() {}

    /// @param sent is told how many bytes of the body were sent, when all were or when it broke off
    public static Reply telling(Request request, Reply reply, LongConsumer sent) {
        if (reply.bodyBytes() == 0 || request.method().equals("HEAD")) {
            sent.accept(0);
            return reply;
        }
        var told = reply.as(reply.status(), out -> {
            var counter = new Counter(out);
            try {
                reply.body().writeTo(counter);
            } finally {
                sent.accept(counter.bytes);
            }
        });
        reply.headers().forEach(told::with);
        return told;
    }

    private static final class Counter extends OutputStream {
        private final OutputStream out;
        private long bytes;

        Counter(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            bytes++;
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            out.write(source, offset, length);
            bytes += length;
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }
    }
}
