package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.cli.AdminClient;

/// `sealstead env` and its like against whoever holds the port: told nothing that opens anything, believed
/// nothing.
@Inside("the root key")
@SuppressWarnings("NullAway.Init")
final class AdminChannelTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Server
    private static LocalServer server;

    @TempDir
    private Path folder;

    /// Somebody who listens where the server should: keeps what it is told, and answers with what it likes or what
    /// the server says.
    private static final class Squatter implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final List<String> heard = new ArrayList<>();
        private final Thread thread;

        Squatter(Answers answers) throws IOException {
            thread = Thread.ofVirtual().start(() -> {
                while (!socket.isClosed()) {
                    try (var connection = socket.accept()) {
                        serve(connection, answers);
                    } catch (IOException over) {
                        // the next one, if there is one
                    }
                }
            });
        }

        private interface Answers {
            String to(String path, String body) throws IOException;
        }

        private void serve(Socket connection, Answers answers) throws IOException {
            while (true) {
                var head = new ByteArrayOutputStream();
                while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                    int next = connection.getInputStream().read();
                    if (next < 0) {
                        return;
                    }
                    head.write(next);
                }
                var text = head.toString(StandardCharsets.ISO_8859_1);
                var lower = text.toLowerCase(java.util.Locale.ROOT);
                int at = lower.indexOf("content-length:");
                int length = at < 0
                        ? 0
                        : Integer.parseInt(lower.substring(at + 15, lower.indexOf('\r', at))
                                .strip());
                var body = new String(connection.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
                synchronized (heard) {
                    heard.add(text + body);
                }
                var answer = answers.to(text.split(" ")[1], body).getBytes(StandardCharsets.UTF_8);
                var out = connection.getOutputStream();
                out.write(("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: " + answer.length
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                out.write(answer);
                out.flush();
            }
        }

        URI endpoint() {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }

        List<String> heard() {
            synchronized (heard) {
                return List.copyOf(heard);
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
            thread.interrupt();
        }
    }

    private static Raw.Reply post(String path, String body) throws IOException {
        return Raw.request(server.endpoint(), "POST", path).body(body).send();
    }

    private static AdminClient client(URI endpoint) {
        return new AdminClient(server.server().rootKey(), endpoint.toString());
    }

    @Test
    void who_holds_the_port_is_told_nothing_and_runs_nothing() throws Exception {
        var answers = List.of(
                "{\"accessKeyId\":\"$(touch ran)\",\"secretAccessKey\":\"';touch ran;'\"}",
                "{\"server\":\"00\",\"proof\":\"00\"}",
                "{\"server\":\"" + "0".repeat(96) + "\",\"proof\":\"" + "0".repeat(64) + "\"}",
                "export A=1; touch ran",
                "");
        for (var answer : answers) {
            try (var squatter = new Squatter((path, body) -> answer)) {
                assertThatThrownBy(() -> client(squatter.endpoint()).get("admin/credentials"))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("does not hold this root key");
                assertThat(squatter.heard()).hasSize(1);
                var nonce = JSON.readTree(squatter.heard().getFirst().split("\r\n\r\n", 2)[1]);
                assertThat(nonce.size()).isEqualTo(1);
                assertThat(squatter.heard().getFirst().toLowerCase(java.util.Locale.ROOT))
                        .doesNotContain("authorization")
                        .doesNotContain("bearer");
            }
        }
        try (var squatter = new Squatter((path, body) -> answers.getFirst())) {
            var command = List.of(
                    "sh",
                    "-c",
                    "eval $(\"$0\" -cp \"$1\" sealstead.cli.Main env --data \"$2\" --endpoint \"$3\"); echo \"[$AWS_ACCESS_KEY_ID]\"",
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    System.getProperty("java.class.path"),
                    server.dataFolder().toString(),
                    squatter.endpoint().toString());
            var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
            builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
            var process = builder.start();
            var shown = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            assertThat(shown).contains("does not hold this root key").contains("[]");
            assertThat(Files.exists(folder.resolve("ran"))).isFalse();
        }
    }

    @Test
    void who_passes_the_exchange_on_reads_none_of_it_and_cannot_use_it_again() throws Exception {
        try (var relay = new Squatter((path, body) -> post(path, body).body())) {
            var credentials = client(relay.endpoint()).get("admin/credentials");
            assertThat(credentials.path("secretAccessKey").asText()).isEqualTo(LocalServer.SECRET);
            assertThat(relay.heard()).hasSize(2);
            assertThat(relay.heard().toString())
                    .doesNotContain("credentials")
                    .doesNotContain(LocalServer.SECRET)
                    .doesNotContain(LocalServer.ACCESS_KEY_ID);
            var call = relay.heard().get(1).split("\r\n\r\n", 2)[1];
            assertThat(post("/_sealstead/admin/call", call).status())
                    .as("again")
                    .isEqualTo(403);
            var hello = post("/_sealstead/admin/hello", relay.heard().get(0).split("\r\n\r\n", 2)[1]);
            var other = (ObjectNode) JSON.readTree(call);
            other.put("server", JSON.readTree(hello.body()).path("server").asText());
            assertThat(post("/_sealstead/admin/call", other.toString()).status())
                    .as("with another nonce of the server's")
                    .isEqualTo(403);
        }
    }

    @Test
    void what_is_changed_on_the_way_is_not_believed() throws Exception {
        for (var field : List.of("answer", "proof", "server")) {
            try (var relay = new Squatter((path, body) -> {
                var document = (ObjectNode) JSON.readTree(post(path, body).body());
                if (document.has(field)) {
                    var text = document.path(field).asText();
                    char last = text.charAt(text.length() / 2);
                    document.put(
                            field,
                            text.substring(0, text.length() / 2)
                                    + (last == '0' ? '1' : '0')
                                    + text.substring(text.length() / 2 + 1));
                }
                return document.toString();
            })) {
                assertThatThrownBy(() -> client(relay.endpoint()).get("admin/credentials"))
                        .as(field)
                        .hasMessageContaining("does not hold this root key");
            }
        }
    }

    @Test
    void a_question_that_is_not_sealed_for_this_exchange_is_refused() throws IOException {
        var hello = JSON.readTree(post("/_sealstead/admin/hello", "{\"client\":\"" + "a".repeat(64) + "\"}")
                .body());
        var nonce = hello.path("server").asText();
        for (var body : List.of(
                "",
                "{}",
                "[]",
                "null",
                "{\"client\":\"" + "a".repeat(64) + "\",\"server\":\"" + nonce + "\",\"question\":\"\"}",
                "{\"client\":\"" + "b".repeat(64) + "\",\"server\":\"" + nonce + "\",\"question\":\"AAAA\"}",
                "{\"client\":\"" + "a".repeat(64) + "\",\"server\":\"" + nonce.replace('0', '1')
                        + "\",\"question\":\"AAAA\"}",
                "{\"client\":1,\"server\":{},\"question\":[]}")) {
            assertThat(post("/_sealstead/admin/call", body).status()).as(body).isEqualTo(403);
        }
        for (var client : List.of("", "0", "a".repeat(63), "A".repeat(64), "z".repeat(64), "a".repeat(100_000))) {
            assertThat(post("/_sealstead/admin/hello", "{\"client\":\"" + client + "\"}")
                            .status())
                    .isEqualTo(400);
        }
    }
}
