package sealstead.bench.load;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// An HTTP server that is as wrong as a test wants it.
final class RawServer implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    private final AtomicInteger connections = new AtomicInteger();
    private final Behaviour behaviour;

    /// What is sent for a request, byte for byte; null closes the connection, and so does an answer that says it does.
    interface Behaviour {
        @Nullable
        String answer(int connection, Received request);
    }

    record Received(Map<String, String> headers, String bodyHash) {}

    RawServer(Behaviour behaviour) throws IOException {
        this.behaviour = behaviour;
        Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
        try {
            while (true) {
                var socket = listener.accept();
                int number = connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket, number));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void serve(Socket socket, int number) {
        try (socket) {
            var in = new BufferedInputStream(socket.getInputStream());
            while (!line(in).isEmpty()) {
                var answer = behaviour.answer(number, receive(in));
                if (answer == null) {
                    return;
                }
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                if (answer.contains("connection: close")) {
                    return;
                }
            }
        } catch (IOException | NoSuchAlgorithmException gone) {
            // so is the connection
        }
    }

    private static Received receive(InputStream in) throws IOException, NoSuchAlgorithmException {
        var headers = new HashMap<String, String>();
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        var digest = MessageDigest.getInstance("SHA-256");
        long left = Long.parseLong(headers.getOrDefault("content-length", "0"));
        while (left > 0) {
            var some = in.readNBytes((int) Math.min(left, 8192));
            digest.update(some);
            left -= some.length;
        }
        return new Received(headers, HexFormat.of().formatHex(digest.digest()));
    }

    /// Nothing at the end.
    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    int connections() {
        return connections.get();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
