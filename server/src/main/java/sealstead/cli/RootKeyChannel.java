package sealstead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Duration;
import sealstead.custody.RootChannel;
import sealstead.custody.RootKey;
import sealstead.wire.Clipped;

/// As the holder of the server's root key. Whoever else listens at the endpoint proves nothing and so is told
/// nothing; who passes the exchange on to the server reads none of it and can use none of it again.
final class RootKeyChannel implements AdminChannel {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MAX_HELLO_BYTES = 4 * 1024;
    private static final int MAX_ANSWER_BYTES = 64 * 1024 * 1024;

    private final Root root;
    private final String endpoint;
    private final SecureRandom random = new SecureRandom();

    /// Reads the root key when it is needed.
    @FunctionalInterface
    interface Root {
        RootKey read() throws IOException;
    }

    RootKeyChannel(Root root, String endpoint) {
        this.root = root;
        this.endpoint = endpoint;
    }

    /// @throws IOException if there is no root key, or nobody who holds it answers
    @Override
    public AdminClient.Answer exchange(String method, String path, String body) throws IOException {
        try (var channel = new RootChannel(root.read(), random);
                var client = HttpClient.newBuilder()
                        .connectTimeout(Duration.ofSeconds(5))
                        .build()) {
            var begun = hello(client, channel);
            var question = JsonNodeFactory.instance
                    .objectNode()
                    .put("method", method)
                    .put("path", path)
                    .put("body", body);
            var call = JsonNodeFactory.instance
                    .objectNode()
                    .put("client", begun.client())
                    .put("server", begun.server())
                    .put("question", channel.sealQuestion(begun, JSON.writeValueAsBytes(question)));
            var sealed = post(client, "admin/call", call, MAX_ANSWER_BYTES)
                    .path("answer")
                    .asText();
            var opened = JSON.readTree(channel.openAnswer(begun, sealed).orElseThrow(this::impostor));
            return new AdminClient.Answer(opened.path("status").asInt(), opened.path("document"));
        } catch (java.net.ConnectException nobody) {
            throw new IOException("no server answers at " + endpoint);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stop);
        }
    }

    /// The server proves itself first.
    private RootChannel.Exchange hello(HttpClient client, RootChannel channel)
            throws IOException, InterruptedException {
        var nonce = channel.clientNonce();
        var hello = JsonNodeFactory.instance.objectNode().put("client", nonce);
        var reply = post(client, "admin/hello", hello, MAX_HELLO_BYTES);
        var exchange = new RootChannel.Exchange(nonce, reply.path("server").asText());
        if (!channel.isProof(exchange, reply.path("proof").asText())) {
            throw impostor();
        }
        return exchange;
    }

    private IOException impostor() {
        return new IOException("what answers at " + endpoint
                + " does not hold this root key: another server, or none; nothing was told to it");
    }

    private JsonNode post(HttpClient client, String path, ObjectNode message, int maxBytes)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(endpoint + "/_sealstead/" + path))
                .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(message)))
                .timeout(PATIENCE)
                .header("content-type", "application/json")
                .build();
        var response = client.send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), maxBytes));
        JsonNode document;
        try {
            document = JSON.readTree(response.body());
        } catch (IOException notJson) {
            throw impostor();
        }
        if (document == null || !document.isObject()) {
            throw impostor();
        }
        if (response.statusCode() != 200) {
            throw new IOException(endpoint + " answered " + response.statusCode() + ": "
                    + printable(document.path("error").asText()));
        }
        return document;
    }

    /// What an unknown server says is shown on a terminal.
    private static String printable(String text) {
        var shown = Clipped.of(text, 200);
        return shown.replaceAll("[^ -~]", "?");
    }
}
