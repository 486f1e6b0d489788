package sealstead.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.net.ssl.SSLSocketFactory;

/// One kept-alive HTTP/1.1 connection that sends signed requests and throws answers away, with as little work of its
/// own as will do: the client must not be what is measured.
public final class Connection implements AutoCloseable {
    private static final int BUFFER_BYTES = 256 * 1024;
    private static final int MOST_KEPT = 64 * 1024;
    private static final long MOST_IDLE_NANOS = 5_000_000_000L;

    private final Endpoint endpoint;
    private final Signer signer;
    private final Signer kmsSigner;
    private final Signer expressSigner;
    private final Map<String, BucketSession> sessions = new TreeMap<>();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private Socket socket;
    private InputStream in;
    private OutputStream out;
    private int from;
    private int to;
    private long lastUse = System.nanoTime();

    Connection(Endpoint endpoint) throws IOException {
        this.endpoint = endpoint;
        this.signer = new Signer(endpoint, "s3");
        this.kmsSigner = new Signer(endpoint, "kms");
        this.expressSigner = new Signer(endpoint, "s3express");
        this.socket = connect(endpoint);
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    private static Socket connect(Endpoint endpoint) throws IOException {
        var socket = endpoint.isSecure() ? SSLSocketFactory.getDefault().createSocket() : new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(120_000);
        socket.connect(new InetSocketAddress(endpoint.uri().getHost(), endpoint.port()), 10_000);
        return socket;
    }

    /// An answer: its first 64 KiB at most, a character a byte, and how long it was.
    public record Answer(int status, Map<String, String> headers, String text, long bytes) {
        boolean isFine() {
            return status >= 200 && status < 300;
        }

        /// The code of an error document.
        String code() {
            return element("Code");
        }

        /// The text of the first element of that name, or nothing.
        String element(String name) {
            int open = text.indexOf("<" + name + ">");
            int close = text.indexOf("</" + name + ">");
            return open < 0 || close < open ? "" : text.substring(open + name.length() + 2, close);
        }
    }

    /// A request to S3 and its answer, read to its end.
    public Answer s3(
            String method, String path, String query, Map<String, String> headers, Body body, boolean signedPayload)
            throws IOException {
        SortedMap<String, String> all = new TreeMap<>(headers);
        boolean hashed = signedPayload || body.length() == 0;
        var payload = hashed ? body.sha256() : Signer.UNSIGNED;
        if (endpoint.directory()) {
            return inSession(method, path, query, all, body, payload);
        }
        signer.sign(method, path, query, all, payload);
        return send(method, query.isEmpty() ? path : path + "?" + query, all, body);
    }

    /// Copies need an identity; all else goes by the session of the path's bucket.
    private Answer inSession(
            String method, String path, String query, SortedMap<String, String> headers, Body body, String payload)
            throws IOException {
        if (headers.containsKey("x-amz-copy-source")) {
            return express(method, path, query, headers, body);
        }
        int slash = path.indexOf('/', 1);
        var bucket = slash < 0 ? path.substring(1) : path.substring(1, slash);
        var session = sessions.get(bucket);
        if (session == null || !session.isFresh()) {
            session = BucketSession.of(this, endpoint, bucket);
            sessions.put(bucket, session);
        }
        session.sign(method, path, query, headers, payload);
        return send(method, query.isEmpty() ? path : path + "?" + query, headers, body);
    }

    /// A request for a directory bucket with the credentials of an identity.
    Answer express(String method, String path, String query, Map<String, String> headers, Body body)
            throws IOException {
        SortedMap<String, String> all = new TreeMap<>(headers);
        expressSigner.sign(method, path, query, all, body.sha256());
        return send(method, query.isEmpty() ? path : path + "?" + query, all, body);
    }

    /// A call of the KMS at the same address.
    Answer kms(String operation, String json) throws IOException {
        SortedMap<String, String> headers = new TreeMap<>();
        headers.put("content-type", "application/x-amz-json-1.1");
        headers.put("x-amz-target", "TrentService." + operation);
        var body = Body.of(json.getBytes(StandardCharsets.UTF_8));
        kmsSigner.sign("POST", "/", "", headers, body.sha256());
        return send("POST", "/", headers, body);
    }

    private Answer send(String method, String target, Map<String, String> headers, Body body) throws IOException {
        long now = System.nanoTime();
        if (now - lastUse > MOST_IDLE_NANOS) {
            reconnect(); // the server has closed it, or is about to
        }
        lastUse = now;
        try {
            return exchange(method, target, headers, body);
        } catch (IOException broken) {
            reconnect();
            throw broken;
        }
    }

    private void reconnect() throws IOException {
        socket.close();
        socket = connect(endpoint);
        in = socket.getInputStream();
        out = socket.getOutputStream();
        from = 0;
        to = 0;
    }

    private Answer exchange(String method, String target, Map<String, String> headers, Body body) throws IOException {
        var head = new StringBuilder(1024);
        head.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (body.length() > 0 || method.equals("PUT") || method.equals("POST")) {
            head.append("content-length: ").append(body.length()).append("\r\n");
        }
        head.append("\r\n");
        body.writeTo(out, head.toString().getBytes(StandardCharsets.ISO_8859_1));
        return answer(method);
    }

    private Answer answer(String method) throws IOException {
        var status = line();
        if (!status.startsWith("HTTP/1.1 ")) {
            throw new IOException("not an HTTP answer: " + status);
        }
        int code = Integer.parseInt(status.substring(9, 12));
        var headers = new TreeMap<String, String>();
        for (var line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        if (code == 100) {
            return answer(method);
        }
        if (method.equals("HEAD") || code == 204 || code == 304) {
            return new Answer(code, headers, "", 0);
        }
        var answer = headers.containsKey("content-length")
                ? sized(code, headers, Long.parseLong(headers.get("content-length")))
                : chunked(code, headers);
        if ("close".equalsIgnoreCase(headers.get("connection"))) {
            reconnect();
        }
        return answer;
    }

    private Answer sized(int code, Map<String, String> headers, long length) throws IOException {
        var start = new byte[(int) Math.min(length, MOST_KEPT)];
        skim(start, 0, length);
        return new Answer(code, headers, text(start, start.length), length);
    }

    private Answer chunked(int code, Map<String, String> headers) throws IOException {
        var start = new byte[MOST_KEPT];
        long total = 0;
        while (true) {
            var line = line();
            int semicolon = line.indexOf(';');
            long size = Long.parseLong(semicolon < 0 ? line : line.substring(0, semicolon), 16);
            if (size > 0) {
                skim(start, total, size);
                total += size;
            }
            if (!line().isEmpty()) {
                throw new IOException("a chunk does not end where it should");
            }
            if (size == 0) {
                return new Answer(code, headers, text(start, (int) Math.min(total, MOST_KEPT)), total);
            }
        }
    }

    private static String text(byte[] bytes, int length) {
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }

    /// Reads `length` bytes and keeps those that fit into `kept` at `position`.
    private void skim(byte[] kept, long position, long length) throws IOException {
        long left = length;
        long at = position;
        while (left > 0) {
            if (from == to) {
                fill();
            }
            int n = (int) Math.min(left, to - from);
            if (at < kept.length) {
                System.arraycopy(buffer, from, kept, (int) at, (int) Math.min(n, kept.length - at));
            }
            from += n;
            at += n;
            left -= n;
        }
    }

    private void fill() throws IOException {
        int n = in.read(buffer, 0, buffer.length);
        if (n < 0) {
            throw new EOFException("the server closed the connection");
        }
        from = 0;
        to = n;
    }

    private String line() throws IOException {
        var line = new StringBuilder(64);
        while (true) {
            if (from == to) {
                fill();
            }
            char c = (char) (buffer[from++] & 0xFF);
            if (c == '\n') {
                line.setLength(line.length() - 1);
                return line.toString();
            }
            line.append(c);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
