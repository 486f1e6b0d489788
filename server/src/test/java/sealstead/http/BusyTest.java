package sealstead.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import sealstead.wire.Door;
import sealstead.wire.Reply;
import sealstead.wire.Request;

/// A server that works for as many as it may.
final class BusyTest {
    private static final HttpLimits ONE = new HttpLimits(
            8192,
            100,
            100,
            1,
            1,
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            0,
            1_000_000,
            Duration.ofSeconds(1));

    /// Works until it is let go.
    private static final class WorkingDoor implements Door {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch end = new CountDownLatch(1);

        @Override
        public boolean isFor(Request request) {
            return true;
        }

        @Override
        public Reply handle(Request request) throws IOException {
            if (request.rawPath().equals("/work")) {
                begun.countDown();
                try {
                    end.await();
                } catch (InterruptedException stop) {
                    throw new IOException(stop);
                }
            }
            return Reply.of(200, "text/plain", "well".getBytes(StandardCharsets.UTF_8));
        }
    }

    private static HttpResponse<String> get(HttpClient client, HttpServer server, String path)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    @Test
    void who_finds_no_room_hears_when_to_come_again_and_health_is_told_all_the_same() throws Exception {
        var door = new WorkingDoor();
        try (var server = new HttpServer(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        Optional.empty(),
                        ONE,
                        List.of(door),
                        TrustedProxies.parse(""),
                        new sealstead.wire.RequestFigures(),
                        new Random(1));
                var client = HttpClient.newHttpClient()) {
            server.start();
            var working = Thread.ofVirtual().start(() -> {
                try {
                    get(client, server, "/work");
                } catch (IOException | InterruptedException over) {
                    Thread.currentThread().interrupt();
                }
            });
            door.begun.await();
            var refused = get(client, server, "/other");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("retry-after")).contains("1");
            assertThat(refused.headers().firstValue("connection")).contains("close");
            assertThat(refused.body()).contains("<Code>SlowDown</Code>");
            assertThat(get(client, server, "/_sealstead/health/live").statusCode())
                    .isEqualTo(200);
            door.end.countDown();
            working.join();
            assertThat(get(client, server, "/other").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void connections_leave_half_of_the_files_to_the_store() {
        assertThat(ONE.within(120).connections()).isEqualTo(60);
        assertThat(ONE.within(120).connectionsPerAddress()).isEqualTo(60);
        assertThat(ONE.within(1_000_000).connections()).isEqualTo(100);
    }
}
