package sealstead.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.wire.Door;
import sealstead.wire.FinishedRequest;
import sealstead.wire.Headers;
import sealstead.wire.Reply;
import sealstead.wire.Request;

/// Turns Jetty's request into ours, finds the door, and writes the reply.
final class DoorHandler extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(DoorHandler.class);
    /// A body up to this size is made whole before its status is sent: one write, and a failure in making it is
    /// still an error document instead of a broken connection.
    private static final int WHOLE_BODY_BYTES = 64 * 1024;
    /// Answers that nobody counts: there are no more of them than requests.
    private static final int SMALL_BYTES = 16 * 1024;
    /// What cannot be served now can be soon: a restart takes about as long.
    static final long RETRY_AFTER_SECONDS = 1;

    /// Health is answered whatever else is going on.
    private static final int MAX_HOST_CHARACTERS = 261;
    private static final String HEALTH = "/_sealstead/health/";

    private final List<Door> doors;
    private final RequestIds ids;
    private final PacedStreams pace;
    private final Clients clients;
    private final TrustedProxies proxies;
    private final Consumer<FinishedRequest> finished;

    DoorHandler(
            List<Door> doors,
            RequestIds ids,
            PacedStreams pace,
            Clients clients,
            TrustedProxies proxies,
            Consumer<FinishedRequest> finished) {
        this.doors = List.copyOf(doors);
        this.ids = ids;
        this.pace = pace;
        this.clients = clients;
        this.proxies = proxies;
        this.finished = finished;
    }

    @Override
    public boolean handle(org.eclipse.jetty.server.Request jetty, Response response, Callback callback) {
        var client = clients.of(jetty.getConnectionMetaData().getConnection());
        if (client == null) {
            // The connection is closed already.
            callback.failed(new EofException());
            return true;
        }
        client.begin();
        var done = new Callback.Nested(callback) {
            @Override
            public void succeeded() {
                clients.done(client);
                super.succeeded();
            }

            @Override
            public void failed(Throwable broken) {
                clients.done(client);
                super.failed(broken);
            }
        };
        if (isHostTooLong(jetty)) {
            Response.writeError(jetty, response, done, 400);
            return true;
        }
        boolean health = jetty.getHttpURI().getPath() != null
                && jetty.getHttpURI().getPath().startsWith(HEALTH);
        if (!health && !clients.admit(client)) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
            Response.writeError(jetty, response, done, 503);
            return true;
        }
        // While we work (a long copy, an fsync of a large body) the connection is silent through no fault of the
        // client; the time-out is for reads and writes that wait.
        jetty.addIdleTimeoutListener(timeout -> false);
        try {
            answer(jetty, client, response, done);
        } catch (IllegalArgumentException malformed) {
            LOG.debug("a request is malformed", malformed);
            Response.writeError(jetty, response, done, 400);
        } catch (IOException | RuntimeException | Error unexpected) {
            // One request must cost no other anything, whatever becomes of it.
            LOG.error("a request ended by itself", unexpected);
            Response.writeError(jetty, response, done, 500);
        }
        return true;
    }

    /// A name of the DNS has at most 253 characters; patterns and logs need not cope with more.
    private static boolean isHostTooLong(org.eclipse.jetty.server.Request jetty) {
        var authority = jetty.getHttpURI().getAuthority();
        var host = jetty.getHeaders().get(HttpHeader.HOST);
        return (authority != null && authority.length() > MAX_HOST_CHARACTERS)
                || (host != null && host.length() > MAX_HOST_CHARACTERS);
    }

    private void answer(org.eclipse.jetty.server.Request jetty, Client client, Response response, Callback callback)
            throws IOException {
        long began = System.nanoTime();
        var body = pace.in(Content.Source.asInputStream(jetty), client);
        try {
            var request = read(jetty, body);
            for (var door : doors) {
                if (door.isFor(request)) {
                    var reply = door.handle(request);
                    var counted = counted(request, reply, began, callback);
                    if (reply.status() >= 400 && LingeringClose.isFor(request)) {
                        refuse(request, body, reply, client, response, counted);
                    } else {
                        write(request, reply, client, response, counted);
                    }
                    return;
                }
            }
        } finally {
            body.release();
        }
        Response.writeError(jetty, response, callback, 404);
    }

    private Callback counted(Request request, Reply reply, long began, Callback callback) {
        return new Callback.Nested(callback) {
            @Override
            public void completed() {
                finished.accept(new FinishedRequest(
                        request.id(),
                        request.method(),
                        request.rawPath(),
                        request.peer().address(),
                        request.call(),
                        reply.status(),
                        System.nanoTime() - began,
                        request.headers().declaredBytes(),
                        reply.bodyBytes()));
            }
        };
    }

    private Request read(org.eclipse.jetty.server.Request jetty, InputStream body) {
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
                body,
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

    private void refuse(
            Request request,
            PacedStreams.Incoming body,
            Reply reply,
            Client client,
            Response response,
            Callback callback) {
        try (var written = Blocker.callback()) {
            write(request, reply, client, response, written);
            written.block();
            body.drain(LingeringClose.MAX_TIME);
            callback.succeeded();
        } catch (IOException broken) {
            callback.failed(broken);
        }
    }

    private void write(Request request, Reply reply, Client client, Response response, Callback callback) {
        if (reply.heldBytes() > SMALL_BYTES
                && !request.method().equals("HEAD")
                && !clients.hold(client, reply.heldBytes())) {
            LOG.debug("request {}: no room for an answer of {} bytes", request.id(), reply.heldBytes());
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
            Response.writeError(response.getRequest(), response, callback, 503);
            return;
        }
        response.setStatus(reply.status());
        reply.headers().forEach((name, value) -> response.getHeaders().add(name, value));
        boolean bodyless = request.method().equals("HEAD") || reply.status() == 204;
        if (reply.status() == 503 && !response.getHeaders().contains(HttpHeader.RETRY_AFTER)) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        if (reply.status() == 304) {
            // Of a last write of nothing the library would tell the length, which is not the object's.
            response.write(
                    false,
                    BufferUtil.EMPTY_BUFFER,
                    Callback.from(() -> response.write(true, BufferUtil.EMPTY_BUFFER, callback), callback::failed));
            return;
        }
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
                clients.sending(client);
                response.write(true, whole.buffer(), callback);
            } else {
                try (var out = pace.out(Content.Sink.asOutputStream(response), client)) {
                    reply.body().writeTo(out);
                }
                callback.succeeded();
            }
        } catch (IOException | RuntimeException | Error broken) {
            // The status may be on its way already: the only honest end is a broken connection, never a shorter
            // body. That clients go is nothing to be told of; there may be thousands.
            if (broken instanceof EofException || broken instanceof ClosedChannelException || client.isEvicted()) {
                LOG.debug("request {}: the client has gone", request.id());
            } else {
                LOG.warn("request {}: the reply broke off: {}", request.id(), broken.toString());
            }
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
