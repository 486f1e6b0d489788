package sealstead.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sealstead.wire.Door;
import sealstead.wire.Reply;
import sealstead.wire.Request;

/// Whatever becomes of a request, those after it are answered, over the same connection where there still is one.
final class ErrorsEndNothingTest {
    private static final HttpLimits LIMITS = new HttpLimits(
            8192,
            10,
            10,
            10,
            10,
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            0,
            1_000_000,
            Duration.ofSeconds(1));

    /// A door that fails as its path says.
    private static final class FailingDoor implements Door {
        @Override
        public boolean isFor(Request request) {
            if (request.rawPath().startsWith("/choosing/")) {
                fail(request.rawPath());
            }
            return true;
        }

        @Override
        public Reply handle(Request request) throws IOException {
            if (request.rawPath().startsWith("/handling/")) {
                fail(request.rawPath());
            }
            if (request.rawPath().startsWith("/writing/")) {
                return Reply.streaming(200, 1_000_000, out -> {
                    out.write(new byte[100_000]);
                    fail(request.rawPath());
                });
            }
            if (request.rawPath().startsWith("/small/")) {
                return Reply.streaming(200, 10, out -> fail(request.rawPath()));
            }
            return Reply.of(200, "text/plain", "well".getBytes(StandardCharsets.UTF_8));
        }

        private static void fail(String path) {
            switch (path.substring(path.lastIndexOf('/') + 1)) {
                case "memory" -> throw new OutOfMemoryError("as if");
                case "stack" -> throw new StackOverflowError();
                case "linkage" -> throw new NoClassDefFoundError("as if");
                case "assertion" -> throw new AssertionError("as if");
                default -> throw new IllegalStateException("as if");
            }
        }
    }

    private static HttpServer started() throws IOException {
        var server = new HttpServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Optional.empty(),
                LIMITS,
                List.of(new FailingDoor()),
                TrustedProxies.parse(""),
                new sealstead.wire.RequestFigures(),
                new Random(1));
        server.start();
        return server;
    }

    private static int status(HttpClient client, HttpServer server, String path) throws InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .build();
        try {
            return client.send(request, BodyHandlers.ofString()).statusCode();
        } catch (IOException brokenOff) {
            return 0;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "stack", "linkage", "assertion", "exception"})
    void an_error_ends_its_request_and_nothing_else(String kind) throws Exception {
        try (var server = started();
                var client = HttpClient.newHttpClient()) {
            // More than there may be at once: what ends so gives its place back.
            for (int i = 0; i < 30; i++) {
                for (var place : List.of("/choosing/", "/handling/", "/small/")) {
                    assertThat(status(client, server, place + kind)).as(place).isEqualTo(500);
                }
                assertThat(status(client, server, "/writing/" + kind)).isEqualTo(0);
                assertThat(status(client, server, "/well")).isEqualTo(200);
            }
        }
    }

    @Test
    void a_host_that_can_be_no_name_is_refused_before_any_door() throws Exception {
        try (var server = started();
                var socket = new java.net.Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream()
                    .write(("GET / HTTP/1.1\r\nHost: " + "a-".repeat(3000) + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            var line = new java.io.BufferedReader(
                            new java.io.InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            assertThat(line).startsWith("HTTP/1.1 400");
        }
    }
}
