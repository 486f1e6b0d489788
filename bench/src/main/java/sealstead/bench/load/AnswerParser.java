package sealstead.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Takes in one answer after the other, cut into pieces wherever the network cuts. Bodies are
/// counted; of their bytes the first 64 KiB are kept if somebody looks at them, which for the
/// answers that are measured nobody does.
final class AnswerParser {
    private static final int MAX_KEPT = 64 * 1024;
    private static final int MAX_LINE = 64 * 1024;

    private enum State {
        STATUS,
        FIELD,
        SIZED,
        UNTIL_CLOSE,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILER,
        DONE
    }

    private final AnswerHead head = new AnswerHead();
    private State state = State.DONE;
    private boolean ofHead;
    private boolean needsText;
    private boolean keeps;
    private byte[] line = new byte[256];
    private int lineLength;
    private byte[] kept = new byte[0];
    private int keptLength;
    /// Of the body or the chunk.
    private long left;
    private long bytes;

    /// Says what is asked for next; what was begun before is forgotten.
    void expect(Request request, boolean text) {
        ofHead = request.method().equals("HEAD");
        needsText = text;
        state = State.STATUS;
        lineLength = 0;
        keptLength = 0;
        bytes = 0;
    }

    /// Takes bytes until the answer is whole, and leaves those behind it; says whether it is.
    boolean feed(ByteBuffer read) throws IOException {
        while (state != State.DONE && read.hasRemaining()) {
            if (state == State.SIZED || state == State.CHUNK || state == State.UNTIL_CLOSE) {
                takeBody(read);
            } else if (takeLine(read)) {
                useLine();
                lineLength = 0;
            }
        }
        return state == State.DONE;
    }

    /// The server has closed the connection, which ends a body without a length.
    void end() throws IOException {
        if (state != State.UNTIL_CLOSE) {
            throw new EOFException("the server closed the connection");
        }
        state = State.DONE;
    }

    /// The answer that is whole now.
    Answer answer() {
        var text = keptLength == 0 ? "" : new String(kept, 0, keptLength, StandardCharsets.ISO_8859_1);
        return new Answer(head.status(), head.headers(), text, bytes);
    }

    /// Whether the server closes the connection after it.
    boolean isLast() {
        return head.isLast();
    }

    private boolean takeLine(ByteBuffer read) throws IOException {
        int end = read.position();
        while (end < read.limit() && read.get(end) != '\n') {
            end++;
        }
        boolean whole = end < read.limit();
        int n = end - read.position();
        if (lineLength + n > MAX_LINE) {
            throw new IOException("a line of an answer does not end");
        }
        if (lineLength + n > line.length) {
            line = Arrays.copyOf(line, 2 * (lineLength + n));
        }
        read.get(line, lineLength, n);
        lineLength += n;
        if (whole) {
            read.get();
            if (lineLength > 0 && line[lineLength - 1] == '\r') {
                lineLength--;
            }
        }
        return whole;
    }

    private void useLine() throws IOException {
        switch (state) {
            case STATUS -> {
                head.begin(line, lineLength);
                state = State.FIELD;
            }
            case FIELD -> {
                if (lineLength > 0) {
                    head.field(line, lineLength);
                } else {
                    beginBody();
                }
            }
            case CHUNK_SIZE -> {
                int end = 0;
                while (end < lineLength && line[end] != ';') {
                    end++;
                }
                left = AnswerHead.number(line, 0, end, 16);
                state = left == 0 ? State.TRAILER : State.CHUNK;
            }
            case CHUNK_END -> {
                if (lineLength > 0) {
                    throw new IOException("a chunk does not end where it should");
                }
                state = State.CHUNK_SIZE;
            }
            case TRAILER -> state = lineLength == 0 ? State.DONE : State.TRAILER;
            case SIZED, CHUNK, UNTIL_CLOSE, DONE -> throw new IllegalStateException(state + " has no lines");
        }
    }

    private void beginBody() {
        keeps = needsText || !head.isFine();
        left = head.length();
        if (head.isInterim()) {
            state = State.STATUS;
        } else if (ofHead || head.isBodiless()) {
            state = State.DONE;
        } else if (head.isChunked()) {
            state = State.CHUNK_SIZE;
        } else if (left < 0) {
            left = Long.MAX_VALUE;
            state = State.UNTIL_CLOSE;
        } else {
            state = left == 0 ? State.DONE : State.SIZED;
        }
    }

    private void takeBody(ByteBuffer read) {
        int n = (int) Math.min(left, read.remaining());
        if (keeps) {
            int more = Math.min(n, MAX_KEPT - keptLength);
            if (keptLength + more > kept.length) {
                kept = Arrays.copyOf(kept, Math.min(MAX_KEPT, 2 * (keptLength + more)));
            }
            read.get(read.position(), kept, keptLength, more);
            keptLength += more;
        }
        read.position(read.position() + n);
        bytes += n;
        left -= n;
        if (left == 0) {
            state = state == State.CHUNK ? State.CHUNK_END : State.DONE;
        }
    }
}
