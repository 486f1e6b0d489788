package sealstead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import sealstead.admin.AdminDoor;
import sealstead.server.Config;
import sealstead.server.RootKeys;

/// Asks a running server's administration, as the holder of its root key.
public final class AdminClient {
    private final Config config;
    private final String endpoint;

    public AdminClient(Config config, String endpoint) {
        this.config = config;
        this.endpoint = endpoint;
    }

    static String endpoint(Config config, String given) {
        if (!given.isEmpty()) {
            return given;
        }
        var listen = config.listen();
        boolean tls = config.text(sealstead.server.Setting.TLS_CERTIFICATE).isPresent();
        return (tls ? "https://" : "http://") + listen.getHostString() + ":" + listen.getPort();
    }

    /// What the server answers to a GET of `path`.
    ///
    /// @throws IOException if there is no root key, no server, or the answer is not 200
    public JsonNode get(String path) throws IOException {
        return ask("GET", path);
    }

    /// What the server answers to a request without a body.
    ///
    /// @throws IOException as [#get] does
    JsonNode ask(String method, String path) throws IOException {
        return ask(method, path, "");
    }

    /// What the server answers to a request with a body, if it is not empty.
    ///
    /// @throws IOException as [#get] does
    JsonNode ask(String method, String path, String body) throws IOException {
        var request = HttpRequest.newBuilder(URI.create(endpoint + "/_sealstead/" + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .timeout(Duration.ofSeconds(30))
                .header("authorization", "Bearer " + AdminDoor.token(RootKeys.read(config)))
                .build();
        try (var client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build()) {
            var response = client.send(request, HttpResponse.BodyHandlers.ofString());
            var document = new ObjectMapper().readTree(response.body());
            if (response.statusCode() != 200) {
                throw new IOException(endpoint + " answered " + response.statusCode() + ": "
                        + document.path("error").asText());
            }
            return document;
        } catch (java.net.ConnectException nobody) {
            throw new IOException("no server answers at " + endpoint);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stop);
        }
    }
}
