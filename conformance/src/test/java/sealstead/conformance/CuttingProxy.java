package sealstead.conformance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Stands between a client and a server, and when it is told to, gets an answer from the server and cuts the
/// connection instead of handing it on.
final class CuttingProxy implements AutoCloseable {
    private static final int NEVER = Integer.MAX_VALUE;

    private final ServerSocket listening;
    private volatile InetSocketAddress server;
    private final AtomicInteger answersLeft = new AtomicInteger(NEVER);
    private final AtomicInteger cuts = new AtomicInteger();
    private volatile @Nullable Act meanwhile;

    /// What is done between the answer and the cut.
    interface Act {
        void run() throws IOException;
    }

    CuttingProxy(int port) throws IOException {
        server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /// The server is somewhere else from now on.
    void moveTo(int port) {
        server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    int port() {
        return listening.getLocalPort();
    }

    /// Of the answers from now on that with this number is lost.
    void cut(int answer, Act act) {
        meanwhile = act;
        answersLeft.set(answer);
    }

    /// How often a connection was cut.
    int cuts() {
        return cuts.get();
    }

    private void accept() {
        try {
            while (true) {
                var client = listening.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException closed) {
            // the test has ended
        }
    }

    private void serve(Socket client) {
        try (client;
                var far = new Socket()) {
            client.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            far.connect(server);
            var requests = Thread.ofVirtual().start(() -> pump(client, far));
            var in = far.getInputStream();
            var out = client.getOutputStream();
            var buffer = new byte[64 * 1024];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (isLost()) {
                    return;
                }
                out.write(buffer, 0, n);
            }
            requests.interrupt();
        } catch (IOException ended) {
            // by either side
        }
    }

    private boolean isLost() throws IOException {
        if (answersLeft.get() == NEVER
                || answersLeft.getAndUpdate(left -> left == NEVER ? NEVER : left == 0 ? NEVER : left - 1) != 0) {
            return false;
        }
        cuts.incrementAndGet();
        var act = meanwhile;
        if (act != null) {
            act.run();
        }
        return true;
    }

    private static void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException ended) {
            // by either side
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
