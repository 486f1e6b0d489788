package sealstead.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/// A request on its way out: as much of it as the socket takes at a time.
final class Outgoing {
    /// So that one connection's large body does not keep the others waiting.
    private static final int BLOCKS_A_TURN = 4;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /// The head and a block of the body.
    private final ByteBuffer[] both = {ByteBuffer.allocateDirect(4096), NOTHING};
    private Body body = Body.EMPTY;
    private long bodyLeft;

    void begin(Ascii bytes, Body after) {
        if (bytes.length() > both[0].capacity()) {
            both[0] = ByteBuffer.allocateDirect(2 * bytes.length());
        }
        bytes.putInto(both[0].clear());
        both[0].flip();
        body = after;
        bodyLeft = after.length();
        nextBlock();
    }

    private void nextBlock() {
        both[1] = bodyLeft == 0 ? NOTHING : body.next(bodyLeft);
        bodyLeft -= both[1].remaining();
    }

    /// Says whether everything is written; if not, it is to be called again when the socket takes more.
    boolean writeTo(SocketChannel channel) throws IOException {
        for (int i = 0; i < BLOCKS_A_TURN && !isDone(); i++) {
            if (both[1].hasRemaining()) {
                channel.write(both);
            } else {
                channel.write(both[0]);
            }
            if (both[0].hasRemaining() || both[1].hasRemaining()) {
                return false;
            }
            nextBlock();
        }
        return isDone();
    }

    boolean isDone() {
        return bodyLeft == 0 && !both[0].hasRemaining() && !both[1].hasRemaining();
    }
}
