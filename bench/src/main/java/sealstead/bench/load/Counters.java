package sealstead.bench.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import sealstead.admin.AdminDoor;
import sealstead.server.Config;
import sealstead.server.RootKeys;
import sealstead.server.Setting;

/// The counted facts that a Sealstead tells who holds its root key: KMS calls, fsyncs, reads, bytes allocated. Other
/// servers have none.
final class Counters implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpRequest request;
    private final boolean known;

    private Counters(HttpRequest request) {
        this.request = request;
        this.known = !read().isEmpty();
    }

    /// The counters of the server at `endpoint`, whose root key is the one that this process's settings name.
    static Counters of(Endpoint endpoint) {
        var builder = HttpRequest.newBuilder(URI.create(endpoint.uri() + "/_sealstead/admin/counters"));
        try {
            var config = Config.load(Map.<Setting, String>of(), System.getenv());
            return new Counters(builder.header("authorization", "Bearer " + AdminDoor.token(RootKeys.read(config)))
                    .build());
        } catch (IOException noRootKey) {
            return new Counters(builder.build());
        }
    }

    boolean areKnown() {
        return known;
    }

    /// All counters now; empty if the server does not tell.
    final Map<String, Long> read() {
        try {
            var response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                return Map.of();
            }
            var facts = new HashMap<String, Long>();
            new ObjectMapper()
                    .readTree(response.body())
                    .properties()
                    .forEach(field -> facts.put(field.getKey(), field.getValue().asLong()));
            return facts;
        } catch (IOException notOurs) {
            return Map.of();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return Map.of();
        }
    }

    static Map<String, Long> difference(Map<String, Long> before, Map<String, Long> after) {
        var changes = new HashMap<String, Long>();
        after.forEach((name, value) -> changes.put(name, value - before.getOrDefault(name, 0L)));
        return changes;
    }

    @Override
    public void close() {
        client.close();
    }
}
