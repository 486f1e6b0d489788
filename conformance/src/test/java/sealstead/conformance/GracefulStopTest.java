package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// SIGTERM lets a running upload finish, takes no new connection, and loses nothing.
final class GracefulStopTest {
    /// Who is between two requests is let go at once; who is in the middle of one is waited for, even if he is
    /// silent for longer than a second.
    @Test
    void a_stop_waits_for_requests_and_for_nobody_else(@TempDir Path folder) throws Exception {
        try (var server = new ChildServer(folder);
                var idle = new Socket(
                        server.endpoint().getHost(), server.endpoint().getPort());
                var half = new Socket(
                        server.endpoint().getHost(), server.endpoint().getPort());
                var busy = new Socket(
                        server.endpoint().getHost(), server.endpoint().getPort())) {
            Raw.request(server.endpoint(), "PUT", "/graceful").sign().send();
            idle.getOutputStream()
                    .write("GET /_sealstead/health/live HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            assertThat(Raw.read(idle.getInputStream(), false).status()).isEqualTo(200);
            half.getOutputStream().write("GET / HTTP/1.1\r\nHo".getBytes(StandardCharsets.UTF_8));
            var upload = Raw.request(server.endpoint(), "PUT", "/graceful/upload")
                    .payload("UNSIGNED-PAYLOAD")
                    .header("content-length", "2")
                    .header("expect", "100-continue")
                    .sign();
            busy.getOutputStream().write(upload.head().getBytes(StandardCharsets.UTF_8));
            assertThat(Raw.read(busy.getInputStream(), false).status()).isEqualTo(100);
            var stopping = Thread.ofPlatform().start(() -> {
                try {
                    server.stop();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
            });
            assertThat(idle.getInputStream().read()).isEqualTo(-1);
            assertThat(half.getInputStream().read()).isEqualTo(-1);
            awaitRefusals(server);
            Thread.sleep(2500); // the silence that the test is about
            busy.getOutputStream().write("ok".getBytes(StandardCharsets.UTF_8));
            assertThat(Raw.read(busy.getInputStream(), true).status()).isEqualTo(200);
            stopping.join();
        }
    }

    private static Socket connect(ChildServer server) throws IOException {
        return new Socket(server.endpoint().getHost(), server.endpoint().getPort());
    }

    /// Returns when nobody new is let in.
    private static void awaitRefusals(ChildServer server) throws IOException {
        while (true) {
            try (var late = connect(server)) {
                late.setSoTimeout(1);
            } catch (ConnectException refused) {
                return;
            }
        }
    }

    @Test
    void an_upload_that_has_begun_is_finished_and_kept(@TempDir Path folder) throws Exception {
        try (var server = new ChildServer(folder)) {
            Raw.request(server.endpoint(), "PUT", "/graceful").sign().send();
            var raw = Raw.request(server.endpoint(), "PUT", "/graceful/upload")
                    .payload("UNSIGNED-PAYLOAD")
                    .header("content-length", "200000")
                    .header("expect", "100-continue")
                    .sign();
            try (var socket = connect(server)) {
                var out = socket.getOutputStream();
                out.write(raw.head().getBytes(StandardCharsets.UTF_8));
                // The server asks for the body: the upload has begun.
                assertThat(Raw.read(socket.getInputStream(), false).status()).isEqualTo(100);
                out.write(new byte[100_000]);
                out.flush();
                var stopping = Thread.ofPlatform().start(() -> {
                    try {
                        server.stop();
                    } catch (InterruptedException interrupted) {
                        Thread.currentThread().interrupt();
                    }
                });
                awaitRefusals(server);
                out.write(new byte[100_000]);
                out.flush();
                assertThat(Raw.read(socket.getInputStream(), true).status()).isEqualTo(200);
                stopping.join();
            }
            assertThatThrownBy(() -> connect(server)).isInstanceOf(ConnectException.class);
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
