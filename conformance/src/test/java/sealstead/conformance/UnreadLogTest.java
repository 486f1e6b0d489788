package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A supervisor that stopped reading the server's standard error: a pipe holds 64 KiB, and then whoever logs would
/// hang.
@SuppressWarnings("NullAway.Init")
@Tag("drill")
final class UnreadLogTest {
    private static final int BROKEN_OFF = 1200;

    @TempDir
    private Path folder;

    @Test
    @Timeout(120)
    void requests_that_log_are_served_though_nobody_reads_the_log() throws IOException {
        try (var server = new ChildServer(folder, Map.of(), Redirect.PIPE)) {
            var endpoint = server.endpoint();
            assertThat(Raw.request(endpoint, "PUT", "/logs").sign().send().status())
                    .isEqualTo(200);
            assertThat(Raw.request(endpoint, "PUT", "/logs/o")
                            .body(new byte[8 * 1024 * 1024])
                            .sign()
                            .send()
                            .status())
                    .isEqualTo(200);
            for (int i = 0; i < BROKEN_OFF; i++) {
                var get = Raw.request(endpoint, "GET", "/logs/o").sign();
                try (var socket = new Socket(endpoint.getHost(), endpoint.getPort())) {
                    socket.setSoTimeout(60_000);
                    socket.getOutputStream().write(get.head().getBytes(StandardCharsets.UTF_8));
                    assertThat(socket.getInputStream().readNBytes(12))
                            .as("answer " + i)
                            .startsWith("HTTP/1.1 200".getBytes(StandardCharsets.UTF_8));
                }
            }
            assertThat(Raw.request(endpoint, "GET", "/logs?location")
                            .sign()
                            .send()
                            .status())
                    .isEqualTo(200);
        }
    }
}
