package sealstead.bench.load;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One kept-alive HTTP/1.1 connection of a loop: sends the steps of its share of a run, one after the other.
final class LoadChannel {
    private final Loop loop;
    private final AnswerParser parser = new AnswerParser();
    private final Outgoing outgoing = new Outgoing();
    private @Nullable SelectionKey key;
    private @Nullable Share share;
    private @Nullable Step step;
    private long lastUse;

    LoadChannel(Loop loop) {
        this.loop = loop;
    }

    /// Waits for a connection, unless there is one that the server keeps as well.
    void connect() throws IOException {
        if (key == null || isStale(System.nanoTime())) {
            open(true);
        }
    }

    /// Sends the first step of its share; what follows comes by `ready`.
    void begin(Share mine) {
        share = mine;
        send(mine, mine.first());
    }

    boolean isBusy() {
        return step != null;
    }

    /// Does what the socket is ready for.
    void ready() {
        var mine = share;
        var current = step;
        if (mine == null || current == null || key == null) {
            close(); // nothing was asked, so it is the server's good-bye
            return;
        }
        lastUse = System.nanoTime();
        try {
            if (!advance(key)) {
                return;
            }
        } catch (IOException broken) {
            close();
            send(mine, mine.failed(broken));
            return;
        }
        send(mine, mine.answered(current, parser.answer()));
    }

    /// Gives up what was waited for too long.
    void giveUpLate(long now) {
        var mine = share;
        if (mine == null || step == null || key == null) {
            return;
        }
        int most = key.interestOps() == SelectionKey.OP_CONNECT ? Connection.CONNECT_MILLIS : loop.answerMillis();
        if (now - lastUse > TimeUnit.MILLISECONDS.toNanos(most)) {
            close();
            send(mine, mine.failed(new SocketTimeoutException("no answer for " + most + " ms")));
        }
    }

    private void send(Share mine, @Nullable Step first) {
        step = first;
        while (step != null) {
            try {
                start(step);
                return;
            } catch (IOException broken) {
                close();
                step = mine.failed(broken);
            }
        }
    }

    private void start(Step next) throws IOException {
        var request = next.request();
        outgoing.begin(loop.heads().s3(request), request.body());
        parser.expect(request, next.needsText());
        long now = System.nanoTime();
        var open = key == null || isStale(now) ? open(false) : key;
        lastUse = now;
        if (open.interestOps() != SelectionKey.OP_CONNECT) {
            write(open);
        }
    }

    private boolean isStale(long now) {
        return now - lastUse > Connection.MAX_IDLE_NANOS;
    }

    private SelectionKey open(boolean waits) throws IOException {
        close();
        var channel = SocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            if (waits) {
                channel.socket().connect(loop.address(), Connection.CONNECT_MILLIS);
            }
            channel.configureBlocking(false);
            boolean isConnected = waits || channel.connect(loop.address());
            var open = channel.register(
                    loop.selector(), isConnected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, this);
            key = open;
            lastUse = System.nanoTime();
            return open;
        } catch (IOException broken) {
            channel.close();
            throw broken;
        }
    }

    /// Says whether the answer is whole now.
    private boolean advance(SelectionKey open) throws IOException {
        if (open.isConnectable()) {
            ((SocketChannel) open.channel()).finishConnect();
            write(open);
            return false;
        }
        if (open.isWritable()) {
            write(open);
        }
        return open.isReadable() && read(open);
    }

    private void write(SelectionKey open) throws IOException {
        boolean isDone = outgoing.writeTo((SocketChannel) open.channel());
        int interest = isDone ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE;
        if (open.interestOps() != interest) {
            open.interestOps(interest);
        }
    }

    private boolean read(SelectionKey open) throws IOException {
        var bytes = loop.buffer().clear();
        if (((SocketChannel) open.channel()).read(bytes) < 0) {
            parser.end();
            close();
            return true;
        }
        if (!parser.feed(bytes.flip())) {
            return false;
        }
        if (parser.isLast() || bytes.hasRemaining() || !outgoing.isDone()) {
            close(); // the two sides would no longer mean the same request
        }
        return true;
    }

    void close() {
        var open = key;
        key = null;
        if (open != null) {
            try {
                open.channel().close();
            } catch (IOException gone) {
                // that is what was wanted
            }
        }
    }
}
