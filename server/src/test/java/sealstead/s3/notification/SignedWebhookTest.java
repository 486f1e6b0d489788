package sealstead.s3.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Answers that do not end.
@Timeout(60)
final class SignedWebhookTest {
    @Test
    void an_answer_whose_body_never_ends_is_given_up_and_a_whole_one_is_taken() throws Exception {
        var over = new CountDownLatch(1);
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("ok".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            if (exchange.getRequestURI().getPath().equals("/endless")) {
                try {
                    over.await();
                } catch (InterruptedException stop) {
                    throw new IOException(stop);
                }
            }
            exchange.close();
        });
        server.start();
        try (var http = HttpClient.newHttpClient()) {
            var at = "http://127.0.0.1:" + server.getAddress().getPort();
            var whole = HttpRequest.newBuilder(URI.create(at + "/whole")).build();
            assertThat(SignedWebhook.send(http, whole, 100, Duration.ofSeconds(50))
                            .statusCode())
                    .isEqualTo(200);
            var endless = HttpRequest.newBuilder(URI.create(at + "/endless")).build();
            assertThatThrownBy(() -> SignedWebhook.send(http, endless, 100, Duration.ofMillis(300)))
                    .isInstanceOf(HttpTimeoutException.class);
            over.countDown();
        } finally {
            server.stop(0);
        }
    }
}
