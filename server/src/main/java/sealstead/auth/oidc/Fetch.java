package sealstead.auth.oidc;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.CompletableResponseListener;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/// Gets one small document from another host. The name is resolved once and the connection goes to the very address
/// that was looked at, so that a name server cannot answer twice differently; no redirect is followed, no proxy
/// used, and neither size nor time is the other side's to choose.
final class Fetch implements AutoCloseable {
    private static final int MAX_BYTES = 256 * 1024;
    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final int CONNECT_MILLIS = 3000;
    private static final int IDLE_MILLIS = 3000;
    private static final Duration MAX_TIME = Duration.ofSeconds(8);
    private static final int MAX_THREADS = 8;

    private final boolean anywhere;
    private @Nullable HttpClient client;

    /// @param anywhere whether hosts may be at private addresses and speak plain HTTP
    Fetch(boolean anywhere) {
        this.anywhere = anywhere;
    }

    /// Most servers ask no issuer, ever.
    private synchronized HttpClient client() throws IOException {
        if (client == null) {
            var made = newClient();
            try {
                made.start();
            } catch (Exception failed) {
                throw new IOException(failed);
            }
            // What is said small must not become large here.
            made.getContentDecoderFactories().clear();
            client = made;
        }
        return client;
    }

    private HttpClient newClient() {
        var threads = new QueuedThreadPool(MAX_THREADS, 1);
        threads.setName("issuers");
        threads.setDaemon(true);
        var connector = new ClientConnector();
        connector.setSelectors(1);
        connector.setExecutor(threads);
        var made = new HttpClient(new HttpClientTransportOverHTTP(connector));
        made.setExecutor(threads);
        made.setConnectTimeout(CONNECT_MILLIS);
        made.setIdleTimeout(IDLE_MILLIS);
        made.setFollowRedirects(false);
        made.setMaxResponseHeadersSize(MAX_HEADER_BYTES);
        made.setHttpCookieStore(new HttpCookieStore.Empty());
        made.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, "sealstead"));
        made.setSocketAddressResolver(new Looked());
        return made;
    }

    /// Looks at the addresses of a name, and has the client connect to the first of them. It is asked in the thread
    /// that sends.
    private final class Looked implements SocketAddressResolver {
        @Override
        public void resolve(
                String host, int port, Map<String, Object> context, Promise<List<InetSocketAddress>> promise) {
            try {
                promise.succeeded(List.of(new InetSocketAddress(address(host), port)));
            } catch (IOException refused) {
                promise.failed(refused);
            }
        }
    }

    private InetAddress address(String host) throws IOException {
        var addresses = InetAddress.getAllByName(host);
        for (var address : addresses) {
            if (!anywhere && !PublicAddress.is(address)) {
                throw new UnknownHostException("its address is not public");
            }
        }
        return addresses[0];
    }

    /// @param flight that ends the request if it takes too long
    byte[] get(URI uri, Flight flight) throws IOException {
        if (uri.getHost() == null || uri.getUserInfo() != null || !isAllowed(uri.getScheme())) {
            throw new IOException("not an https URL");
        }
        var request = client().newRequest(uri)
                .timeout(MAX_TIME.toMillis(), TimeUnit.MILLISECONDS)
                .headers(headers ->
                        headers.put(HttpHeader.ACCEPT, "application/json").put(HttpHeader.CONNECTION, "close"));
        flight.opened(() -> {
            // That it was aborted shows where it is awaited.
            var _ = request.abort(new IOException("it took too long"));
        });
        return body(answer(new CompletableResponseListener(request, MAX_BYTES)));
    }

    private boolean isAllowed(String scheme) {
        return "https".equals(scheme) || (anywhere && "http".equals(scheme));
    }

    private static ContentResponse answer(CompletableResponseListener listener) throws IOException {
        try {
            return listener.send().get();
        } catch (ExecutionException failed) {
            throw new IOException(String.valueOf(failed.getCause()), failed);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stop);
        }
    }

    private static byte[] body(ContentResponse answer) throws IOException {
        if (answer.getStatus() != 200) {
            throw new IOException("it answers " + answer.getStatus());
        }
        return answer.getContent();
    }

    @Override
    public synchronized void close() throws IOException {
        if (client == null) {
            return;
        }
        try {
            client.stop();
        } catch (Exception failed) {
            throw new IOException(failed);
        }
    }
}
