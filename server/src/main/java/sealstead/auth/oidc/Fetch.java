package sealstead.auth.oidc;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.IDN;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// Gets one small document from another host. The name is resolved once and the connection goes to the very address
/// that was looked at, so that a name server cannot answer twice differently; no redirect is followed, no proxy
/// used, and neither size nor time is the other side's to choose. The client of the JDK resolves by itself, so this
/// is our own.
final class Fetch {
    private static final int MAX_BYTES = 256 * 1024;
    private static final int CONNECT_MILLIS = 3000;
    private static final int READ_MILLIS = 3000;
    private static final Duration MAX_TIME = Duration.ofSeconds(8);

    /// @param anywhere whether the host may be at a private address and speak plain HTTP
    /// @param flight that ends the connection if it takes too long
    byte[] get(URI uri, boolean anywhere, Flight flight) throws IOException {
        boolean secure = "https".equals(uri.getScheme());
        if (uri.getHost() == null
                || uri.getUserInfo() != null
                || !(secure || (anywhere && "http".equals(uri.getScheme())))) {
            throw new IOException("not an https URL");
        }
        var host = uri.getHost();
        int port = uri.getPort() > 0 ? uri.getPort() : secure ? 443 : 80;
        var address = address(host, anywhere);
        try (var plain = new Socket(java.net.Proxy.NO_PROXY)) {
            flight.opened(plain);
            plain.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
            plain.setSoTimeout(READ_MILLIS);
            try (var socket = secure ? secured(plain, host, port) : plain) {
                var path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
                var query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
                var request = "GET " + path + query + " HTTP/1.1\r\nHost: " + uri.getRawAuthority()
                        + "\r\nAccept: application/json\r\nUser-Agent: sealstead\r\nConnection: close\r\n\r\n";
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                return body(whole(socket.getInputStream()));
            }
        }
    }

    private static InetAddress address(String host, boolean anywhere) throws IOException {
        var name = host.startsWith("[") ? host.substring(1, host.length() - 1) : IDN.toASCII(host);
        var addresses = InetAddress.getAllByName(name);
        for (var address : addresses) {
            if (!anywhere && !PublicAddress.is(address)) {
                throw new IOException("its address is not public");
            }
        }
        return addresses[0];
    }

    private static SSLSocket secured(Socket plain, String host, int port) throws IOException {
        var socket =
                (SSLSocket) ((SSLSocketFactory) SSLSocketFactory.getDefault()).createSocket(plain, host, port, true);
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static byte[] whole(InputStream in) throws IOException {
        long end = System.nanoTime() + MAX_TIME.toNanos();
        var out = new ByteArrayOutputStream();
        var buffer = new byte[8192];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            out.write(buffer, 0, n);
            if (out.size() > MAX_BYTES) {
                throw new IOException("its answer is too long");
            }
            if (System.nanoTime() > end) {
                throw new IOException("its answer takes too long");
            }
        }
        return out.toByteArray();
    }

    private static byte[] body(byte[] answer) throws IOException {
        var text = new String(answer, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0 || !text.matches("(?s)HTTP/1\\.[01] 200[ \r].*")) {
            throw new IOException("it does not answer 200");
        }
        var body = Arrays.copyOfRange(answer, end + 4, answer.length);
        boolean chunked = text.substring(0, end).toLowerCase(Locale.ROOT).contains("\r\ntransfer-encoding: chunked");
        return chunked ? unchunked(body) : body;
    }

    private static byte[] unchunked(byte[] body) throws IOException {
        var out = new ByteArrayOutputStream();
        int at = 0;
        while (true) {
            int line = at;
            while (line < body.length && body[line] != '\n') {
                line++;
            }
            var size = new String(body, at, Math.min(line, body.length) - at, StandardCharsets.ISO_8859_1)
                    .replaceFirst(";.*", "")
                    .strip();
            if (!size.matches("[0-9A-Fa-f]{1,6}")) {
                throw new IOException("its answer is malformed");
            }
            int bytes = Integer.parseInt(size, 16);
            if (bytes == 0) {
                return out.toByteArray();
            }
            at = line + 1;
            if (bytes > body.length - at) {
                throw new IOException("its answer is incomplete");
            }
            out.write(body, at, bytes);
            at += bytes + 2;
        }
    }
}
