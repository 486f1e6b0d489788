package sealstead.bench;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/// The floor under every figure: our HTTP library as our server uses it, that checks nothing, encrypts nothing and
/// keeps bodies in memory. Run beside a server under test, it tells what the machine takes for the transport alone.
public final class Floor {
    private static final int PIECE_BYTES = 64 * 1024;

    private Floor() {}

    /// @param arguments the port to listen on
    public static void main(String[] arguments) throws Exception {
        var server = new Server(new VirtualThreadPool());
        var connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        connector.setPort(Integer.parseInt(arguments[0]));
        server.addConnector(connector);
        server.setHandler(new Memory());
        server.start();
        System.out.println("ready http://127.0.0.1:" + connector.getLocalPort());
        server.join();
    }

    private static final class Memory extends Handler.Abstract {
        private final ConcurrentHashMap<String, Integer> lengths = new ConcurrentHashMap<>();
        private final byte[] piece = new byte[PIECE_BYTES];

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            var path = request.getHttpURI().getPath();
            switch (request.getMethod()) {
                case "PUT" -> {
                    int length = 0;
                    var buffer = new byte[PIECE_BYTES];
                    try (var in = Content.Source.asInputStream(request)) {
                        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                            length += n;
                        }
                    }
                    lengths.put(path, length);
                    response.write(true, BufferUtil.EMPTY_BUFFER, callback);
                }
                case "GET" -> {
                    int left = lengths.getOrDefault(path, 0);
                    response.getHeaders().put("content-length", left);
                    if (left <= PIECE_BYTES) {
                        response.write(true, ByteBuffer.wrap(piece, 0, left), callback);
                    } else {
                        try (var out = Content.Sink.asOutputStream(response)) {
                            for (; left > 0; left -= PIECE_BYTES) {
                                out.write(piece, 0, Math.min(left, PIECE_BYTES));
                            }
                        }
                        callback.succeeded();
                    }
                }
                default -> response.write(true, BufferUtil.EMPTY_BUFFER, callback);
            }
            return true;
        }
    }
}
