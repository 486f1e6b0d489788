package sealstead.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.wire.Door;
import sealstead.wire.Headers;
import sealstead.wire.Reply;
import sealstead.wire.Request;

/// Turns Jetty's request into ours, finds the door, and writes the reply.
final class DoorHandler extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(DoorHandler.class);
    /// A body up to this size is made whole before its status is sent: one write, and a failure in making it is
    /// still an error document instead of a broken connection.
    private static final int WHOLE_BODY_BYTES = 64 * 1024;

    private final List<Door> doors;
    private final RequestIds ids;

    private final PacedStreams pace;

    private final TrustedProxies proxies;

    DoorHandler(List<Door> doors, RequestIds ids, PacedStreams pace, TrustedProxies proxies) {
        this.doors = List.copyOf(doors);
        this.ids = ids;
        this.pace = pace;
        this.proxies = proxies;
    }

    @Override
    public boolean handle(org.eclipse.jetty.server.Request jetty, Response response, Callback callback)
            throws Exception {
        // While we work (a long copy, an fsync of a large body) the connection is silent through no fault of the
        // client;
        // the time-out is for reads and writes that wait.
        jetty.addIdleTimeoutListener(timeout -> false);
        var request = read(jetty);
        for (var door : doors) {
            if (door.isFor(request)) {
                var reply = door.handle(request);
                if (reply.status() >= 400 && LingeringClose.isFor(request)) {
                    refuse(request, reply, response, callback);
                } else {
                    write(request, reply, response, callback);
                }
                return true;
            }
        }
        Response.writeError(jetty, response, callback, 404);
        return true;
    }

    private Request read(org.eclipse.jetty.server.Request jetty) {
        var headers = new Headers();
        for (var field : jetty.getHeaders()) {
            var value = field.getValue();
            headers.add(field.getLowerCaseName(), value == null ? "" : value);
        }
        var target = jetty.getHttpURI().getPathQuery();
        var raw = target == null || target.isEmpty() ? "/" : target;
        int question = raw.indexOf('?');
        return new Request(
                ids.next(),
                jetty.getMethod(),
                question < 0 ? raw : raw.substring(0, question),
                question < 0 ? "" : raw.substring(question + 1),
                headers,
                pace.in(Content.Source.asInputStream(jetty)),
                peer(jetty, headers));
    }

    private Request.Peer peer(org.eclipse.jetty.server.Request jetty, Headers headers) {
        var address =
                proxies.client(org.eclipse.jetty.server.Request.getRemoteAddr(jetty), headers.all("x-forwarded-for"));
        var tls = jetty.getAttribute(EndPoint.SslSessionData.ATTRIBUTE) instanceof EndPoint.SslSessionData data
                ? data.sslSession()
                : null;
        return tls == null
                ? new Request.Peer(address, jetty.isSecure(), isLoopback(jetty))
                : new Request.Peer(
                        address, jetty.isSecure(), isLoopback(jetty), tls.getProtocol(), tls.getCipherSuite());
    }

    private static boolean isLoopback(org.eclipse.jetty.server.Request jetty) {
        var local = jetty.getConnectionMetaData().getLocalSocketAddress();
        return local instanceof InetSocketAddress address
                && address.getAddress() != null
                && address.getAddress().isLoopbackAddress();
    }

    private void refuse(Request request, Reply reply, Response response, Callback callback) {
        try (var written = Blocker.callback()) {
            write(request, reply, response, written);
            written.block();
            LingeringClose.drain(request.body());
            callback.succeeded();
        } catch (IOException broken) {
            callback.failed(broken);
        }
    }

    private void write(Request request, Reply reply, Response response, Callback callback) {
        response.setStatus(reply.status());
        reply.headers().forEach((name, value) -> response.getHeaders().add(name, value));
        boolean bodyless = request.method().equals("HEAD") || reply.status() == 204 || reply.status() == 304;
        if (bodyless) {
            response.write(true, BufferUtil.EMPTY_BUFFER, callback);
            return;
        }
        long bytes = reply.bodyBytes();
        if (bytes >= 0 && !response.getHeaders().contains(HttpHeader.CONTENT_LENGTH)) {
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes);
        }
        try {
            if (bytes >= 0 && bytes <= WHOLE_BODY_BYTES) {
                var whole = new WholeBody((int) bytes);
                reply.body().writeTo(whole);
                response.write(true, whole.buffer(), callback);
            } else {
                try (var out = pace.out(Content.Sink.asOutputStream(response))) {
                    reply.body().writeTo(out);
                }
                callback.succeeded();
            }
        } catch (IOException | RuntimeException broken) {
            // The status may be on its way already: the only honest end is a broken connection, never a shorter body.
            LOG.warn("request {}: the reply broke off: {}", request.id(), broken.toString());
            callback.failed(broken instanceof IllegalArgumentException ? new IOException(broken) : broken);
        }
    }

    private static final class WholeBody extends ByteArrayOutputStream {
        WholeBody(int bytes) {
            super(bytes);
        }

        ByteBuffer buffer() {
            return ByteBuffer.wrap(buf, 0, count);
        }
    }
}
