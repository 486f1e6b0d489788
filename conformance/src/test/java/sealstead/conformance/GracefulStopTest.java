package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// SIGTERM lets a running upload finish, takes no new connection, and loses nothing.
final class GracefulStopTest {
    @Test
    void an_upload_that_has_begun_is_finished_and_kept(@TempDir Path folder) throws Exception {
        try (var server = new ChildServer(folder)) {
            Raw.request(server.endpoint(), "PUT", "/graceful").sign().send();
            var raw = Raw.request(server.endpoint(), "PUT", "/graceful/upload")
                    .payload("UNSIGNED-PAYLOAD")
                    .header("content-length", "200000")
                    .sign();
            try (var socket =
                    new Socket(server.endpoint().getHost(), server.endpoint().getPort())) {
                var out = socket.getOutputStream();
                out.write(raw.head().getBytes(StandardCharsets.UTF_8));
                out.write(new byte[100_000]);
                out.flush();
                Thread.sleep(300);
                var stopping = Thread.ofPlatform().start(() -> {
                    try {
                        server.stop();
                    } catch (InterruptedException interrupted) {
                        Thread.currentThread().interrupt();
                    }
                });
                Thread.sleep(500);
                out.write(new byte[100_000]);
                out.flush();
                assertThat(Raw.read(socket.getInputStream(), true).status()).isEqualTo(200);
                stopping.join();
            }
            try (var late =
                    new Socket(server.endpoint().getHost(), server.endpoint().getPort())) {
                assertThat(late.isConnected()).isFalse();
            } catch (ConnectException refused) {
                assertThat(refused).isNotNull();
            }
        }
        try (var again = new ChildServer(folder)) {
            var head = Raw.request(again.endpoint(), "HEAD", "/graceful/upload")
                    .sign()
                    .send();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("content-length")).contains("200000");
        }
    }
}
