package sealstead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import sealstead.custody.RootKey;
import sealstead.server.Config;
import sealstead.server.RootKeys;

/// Asks a running server's administration, as the holder of its root key or by a principal's credentials.
public final class AdminClient {
    private final AdminChannel channel;
    private final String endpoint;

    public AdminClient(RootKey root, String endpoint) {
        this(new RootKeyChannel(() -> root, endpoint), endpoint);
    }

    /// Reads the root key when it is needed.
    public AdminClient(Config config, String endpoint) {
        this(new RootKeyChannel(() -> RootKeys.readRoot(config), endpoint), endpoint);
    }

    AdminClient(AdminChannel channel, String endpoint) {
        this.channel = channel;
        this.endpoint = endpoint;
    }

    /// What the server answers.
    ///
    /// @param status as of HTTP
    public record Answer(int status, JsonNode document) {}

    /// What the server answers to a GET of `path`.
    ///
    /// @throws IOException if there are no credentials, no server, or the answer is not 200
    public JsonNode get(String path) throws IOException {
        return ask("GET", path);
    }

    /// What the server answers to a request without a body.
    ///
    /// @throws IOException as [#get] does
    public JsonNode ask(String method, String path) throws IOException {
        return ask(method, path, "");
    }

    /// What the server answers to a request with a body, if it is not empty.
    ///
    /// @throws IOException as [#get] does
    JsonNode ask(String method, String path, String body) throws IOException {
        var answer = exchange(method, path, body);
        if (answer.status() != 200) {
            throw new IOException(endpoint + " answered " + answer.status() + ": "
                    + answer.document().path("error").asText());
        }
        return answer.document();
    }

    /// What the server answers, whatever it is.
    ///
    /// @throws IOException if there are no credentials, or no server
    public Answer exchange(String method, String path, String body) throws IOException {
        return channel.exchange(method, path, body);
    }
}
