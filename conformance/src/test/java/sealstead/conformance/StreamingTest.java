package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// 64 clients at once in a small heap: memory does not depend on how large the objects are. In CI each object has
/// 32 MiB; `-Dsealstead.stream.bytes=1073741824` makes it 1 GiB.
final class StreamingTest {
    private static final int CLIENTS = 64;
    private static final long BYTES = Long.getLong("sealstead.stream.bytes", 32L * 1024 * 1024);
    private static final String[] PROTECTIONS = {"AES256", "aws:kms", "aws:kms:dsse"};

    @Test
    void sixty_four_uploads_and_downloads_at_once_fit_into_256_mib(@TempDir Path folder) throws Exception {
        try (var server = new ChildServer(folder, "-Xmx256m", "-XX:+UseParallelGC", "-XX:TieredStopAtLevel=4")) {
            assertThat(Raw.request(server.endpoint(), "PUT", "/streams")
                            .sign()
                            .send()
                            .status())
                    .isEqualTo(200);
            all(i -> upload(server, i));
            all(i -> download(server, i));
            System.out.println("StreamingTest: " + CLIENTS + " x " + BYTES + " bytes up and down, " + peak(server)
                    + " in a heap of 256 MiB");
            assertThat(Files.readString(folder.resolve("errors"))).doesNotContain("OutOfMemory");
        }
    }

    private interface Client {
        void run(int number) throws IOException;
    }

    private static void all(Client client) throws Exception {
        try (var pool = Executors.newFixedThreadPool(CLIENTS)) {
            var tasks = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < CLIENTS; i++) {
                int number = i;
                tasks.add(() -> {
                    client.run(number);
                    return true;
                });
            }
            for (var done : pool.invokeAll(tasks)) {
                assertThat(done.get()).isTrue();
            }
        }
    }

    private static void upload(ChildServer server, int number) throws IOException {
        var raw = Raw.request(server.endpoint(), "PUT", "/streams/" + number)
                .header("content-length", Long.toString(BYTES))
                .header("x-amz-server-side-encryption", PROTECTIONS[number % PROTECTIONS.length])
                .payload("UNSIGNED-PAYLOAD")
                .sign();
        try (var socket =
                new Socket(server.endpoint().getHost(), server.endpoint().getPort())) {
            var out = socket.getOutputStream();
            out.write(raw.head().getBytes(StandardCharsets.UTF_8));
            var block = new byte[64 * 1024];
            Arrays.fill(block, (byte) number);
            for (long left = BYTES; left > 0; left -= block.length) {
                out.write(block, 0, (int) Math.min(left, block.length));
            }
            out.flush();
            assertThat(Raw.read(socket.getInputStream(), true).status()).isEqualTo(200);
        }
    }

    private static void download(ChildServer server, int number) throws IOException {
        var raw = Raw.request(server.endpoint(), "GET", "/streams/" + number).sign();
        try (var socket =
                new Socket(server.endpoint().getHost(), server.endpoint().getPort())) {
            socket.getOutputStream().write(raw.head().getBytes(StandardCharsets.UTF_8));
            var in = socket.getInputStream();
            assertThat(Raw.read(in, true).status()).isEqualTo(200);
            var block = new byte[64 * 1024];
            long read = 0;
            while (read < BYTES) {
                int n = in.read(block, 0, (int) Math.min(block.length, BYTES - read));
                if (n < 0) {
                    break;
                }
                if (block[0] != (byte) number || block[n - 1] != (byte) number) {
                    throw new AssertionError("wrong bytes");
                }
                read += n;
            }
            assertThat(read).isEqualTo(BYTES);
        }
    }

    private static String peak(ChildServer server) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + server.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .findFirst()
                .orElse("");
    }
}
