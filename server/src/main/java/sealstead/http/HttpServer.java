package sealstead.http;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import sealstead.wire.Door;
import sealstead.wire.FinishedRequest;

/// Jetty's core on virtual threads, one per request. Request targets reach the doors as they were sent; framing
/// that two readers could take differently (bare LF, two lengths, folded headers) is refused.
public final class HttpServer implements AutoCloseable {
    private static final HttpCompliance FRAMING = HttpCompliance.STRICT.with(
            "SEALSTEAD",
            HttpCompliance.Violation.CASE_SENSITIVE_FIELD_NAME,
            HttpCompliance.Violation.UNSAFE_HOST_HEADER);

    /// What one read from the network brings at most; a connection that waits holds none.
    private static final int INPUT_BUFFER_BYTES = 64 * 1024;

    /// Repeats what clients sent. Loggers are held weakly by their room, so that this one is held here.
    private static final java.util.logging.Logger HOSTS =
            java.util.logging.Logger.getLogger("org.eclipse.jetty.util.HostPort");

    private final Server server;
    private final ServerConnector connector;
    private final Clients clients;
    private final Optional<ServerCertificate> certificate;

    /// @param address where to listen; port 0 takes a free one
    /// @param certificate the certificate to serve TLS with, or none for plain HTTP
    /// @param proxies whose word about the client's address is taken
    /// @param doors tried in order; the last one takes everything
    /// @param finished is told of each request that was answered
    public HttpServer(
            InetSocketAddress address,
            Optional<ServerCertificate> certificate,
            HttpLimits limits,
            List<Door> doors,
            TrustedProxies proxies,
            Consumer<FinishedRequest> finished,
            RandomGenerator random) {
        this.certificate = certificate;
        HOSTS.setLevel(java.util.logging.Level.OFF);
        // How many requests there are at once is for the clients' limits to say: a pool that ran out would make
        // the library itself wait, health and the end of stalled requests included.
        server = new Server(new VirtualThreadPool(0));
        var http = new HttpConnectionFactory(configuration(limits, certificate.isPresent()));
        http.setInputBufferSize(INPUT_BUFFER_BYTES);
        connector = certificate.isEmpty()
                ? new ServerConnector(server, 1, 1, http)
                : new ServerConnector(
                        server,
                        1,
                        1,
                        new SslConnectionFactory(certificate.get().contextFactory(), http.getProtocol()),
                        http);
        connector.setHost(address.getHostString());
        connector.setPort(address.getPort());
        connector.setIdleTimeout(limits.idle().toMillis());
        connector.setAcceptQueueSize(1024);
        connector.setShutdownIdleTimeout(limits.drain().toMillis());
        server.addConnector(connector);
        clients = new Clients(limits.within(files()), proxies::isTrusted, System::nanoTime);
        connector.addBean(clients);
        var pace = new PacedStreams(limits, System::nanoTime);
        var ids = new RequestIds(random);
        server.setHandler(new GracefulHandler(new DoorHandler(doors, ids, pace, clients, proxies, finished)));
        server.setErrorHandler(new BadRequestHandler(ids));
        server.setStopTimeout(limits.drain().toMillis());
    }

    /// How many files the process may have open at most.
    private static long files() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }

    private static HttpConfiguration configuration(HttpLimits limits, boolean secure) {
        var configuration = new HttpConfiguration();
        configuration.setUriCompliance(UriCompliance.UNSAFE);
        configuration.setHttpCompliance(FRAMING);
        // Else well-known values come out in another spelling than they were signed in.
        configuration.setHeaderCacheCaseSensitive(true);
        // A connection's own cache of fields does not pay: signatures and dates never come twice (docs/bench).
        configuration.setHeaderCacheSize(0);
        configuration.setSendServerVersion(false);
        configuration.setSendDateHeader(true);
        configuration.setRequestHeaderSize(limits.headerBytes());
        configuration.setResponseHeaderSize(limits.headerBytes());
        if (secure) {
            configuration.addCustomizer(new SecureRequestCustomizer(false));
        }
        return configuration;
    }

    public void start() throws IOException {
        try {
            server.start();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stop);
        } catch (Exception unusable) {
            throw new IOException("the HTTP server cannot start: " + unusable.getMessage(), unusable);
        }
        clients.start();
        certificate.ifPresent(ServerCertificate::watch);
    }

    /// The port that is listened on.
    public int port() {
        return connector.getLocalPort();
    }

    /// Stops accepting, waits for running requests within the limit, then closes.
    @Override
    public void close() throws IOException {
        certificate.ifPresent(ServerCertificate::close);
        clients.stop();
        try {
            server.stop();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (Exception unstoppable) {
            throw new IOException("the HTTP server did not stop", unstoppable);
        } finally {
            clients.close();
        }
    }
}
