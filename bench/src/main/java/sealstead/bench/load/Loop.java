package sealstead.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Drives many connections to one endpoint from one thread. A thread for each would wake for every answer and take the
/// CPU that the server needs for the next: the client would be what is measured.
final class Loop implements AutoCloseable {
    private static final int BUFFER_BYTES = 256 * 1024;
    private static final int CHECK_MILLIS = 1000;
    private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(CHECK_MILLIS);

    private final InetSocketAddress address;
    private final int answerMillis;
    private final Heads heads;
    private final Selector selector;
    private final List<LoadChannel> channels = new ArrayList<>();
    /// Answers are parsed before the next read, so one is enough for all.
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

    Loop(Endpoint endpoint) throws IOException {
        this(endpoint, Connection.ANSWER_MILLIS);
    }

    /// @param answerMillis how long a connection waits for the server before it is given up
    Loop(Endpoint endpoint, int answerMillis) throws IOException {
        this.answerMillis = answerMillis;
        this.address = new InetSocketAddress(endpoint.uri().getHost(), endpoint.port());
        if (address.isUnresolved()) {
            throw new UnknownHostException(endpoint.uri().getHost());
        }
        this.heads = new Heads(endpoint);
        this.selector = Selector.open();
    }

    /// That many of its connections, open; they are kept for the next.
    Workers.Driver connected(int count) throws IOException {
        while (channels.size() < count) {
            channels.add(new LoadChannel(this));
        }
        var some = List.copyOf(channels.subList(0, count));
        for (var channel : some) {
            channel.connect();
        }
        return run -> drive(run, some);
    }

    private void drive(Run run, List<LoadChannel> some) throws IOException {
        some.forEach(channel -> channel.begin(run.share()));
        long checked = System.nanoTime();
        while (isBusy(some)) {
            selector.select(key -> ((LoadChannel) key.attachment()).ready(), CHECK_MILLIS);
            long now = System.nanoTime();
            if (now - checked > CHECK_NANOS) {
                checked = now;
                some.forEach(channel -> channel.giveUpLate(now));
            }
        }
    }

    private static boolean isBusy(List<LoadChannel> some) {
        for (var channel : some) {
            if (channel.isBusy()) {
                return true;
            }
        }
        return false;
    }

    InetSocketAddress address() {
        return address;
    }

    int answerMillis() {
        return answerMillis;
    }

    Heads heads() {
        return heads;
    }

    Selector selector() {
        return selector;
    }

    ByteBuffer buffer() {
        return buffer;
    }

    @Override
    public void close() throws IOException {
        channels.forEach(LoadChannel::close);
        selector.close();
    }
}
