package sealstead.bench.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/// One kept-alive HTTP/1.1 connection that blocks: for the single requests around a measurement, and for what
/// is measured over TLS.
public final class Connection implements AutoCloseable {
    static final int CONNECT_MILLIS = 10_000;
    static final int ANSWER_MILLIS = 120_000;
    /// After this the server has closed an unused connection, or is about to.
    static final long MAX_IDLE_NANOS = 5_000_000_000L;

    private static final int BUFFER_BYTES = 256 * 1024;

    private final Endpoint endpoint;
    private final Heads heads;
    private final AnswerParser parser = new AnswerParser();
    private final ByteBuffer read = ByteBuffer.allocate(BUFFER_BYTES);
    private Socket socket;
    private InputStream in;
    private OutputStream out;
    private long lastUse = System.nanoTime();

    Connection(Endpoint endpoint) throws IOException {
        this.endpoint = endpoint;
        this.heads = new Heads(endpoint);
        this.socket = connect(endpoint);
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    private static Socket connect(Endpoint endpoint) throws IOException {
        var socket = endpoint.isSecure() ? SSLSocketFactory.getDefault().createSocket() : new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(ANSWER_MILLIS);
        socket.connect(new InetSocketAddress(endpoint.uri().getHost(), endpoint.port()), CONNECT_MILLIS);
        return socket;
    }

    /// A request to S3 and its answer, with its text.
    public Answer s3(Request request) throws IOException {
        return send(request, heads.s3(request), true);
    }

    /// A request for a directory bucket with the credentials of an identity.
    Answer express(Request request) throws IOException {
        return send(request, heads.express(request), true);
    }

    /// A call of the KMS at the same address.
    Answer kms(String operation, String json) throws IOException {
        var headers = Map.of("content-type", "application/x-amz-json-1.1", "x-amz-target", "TrentService." + operation);
        var body = Body.of(json.getBytes(StandardCharsets.UTF_8));
        var request = new Request("POST", "/", "", headers, body, true);
        return send(request, heads.kms(request), true);
    }

    /// Does this connection's share of a run.
    void drive(Run run) {
        var share = run.share();
        @Nullable Step step = share.first();
        while (step != null) {
            try {
                var request = step.request();
                var answer = send(request, heads.s3(request), step.needsText());
                step = share.answered(step, answer);
            } catch (IOException broken) {
                step = share.failed(broken);
            }
        }
    }

    private Answer send(Request request, Ascii head, boolean needsText) throws IOException {
        long now = System.nanoTime();
        if (now - lastUse > MAX_IDLE_NANOS) {
            reconnect();
        }
        lastUse = now;
        try {
            parser.expect(request, needsText);
            request.body().writeTo(out, head);
            return answer();
        } catch (IOException broken) {
            reconnect();
            throw broken;
        }
    }

    private Answer answer() throws IOException {
        boolean isWhole = false;
        boolean isOver = false;
        while (!isWhole) {
            int n = in.read(read.array());
            if (n < 0) {
                parser.end();
                isOver = true;
                break;
            }
            isWhole = parser.feed(read.clear().limit(n));
        }
        var answer = parser.answer();
        if (isOver || parser.isLast() || read.hasRemaining()) {
            reconnect();
        }
        return answer;
    }

    private void reconnect() throws IOException {
        socket.close();
        socket = connect(endpoint);
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
