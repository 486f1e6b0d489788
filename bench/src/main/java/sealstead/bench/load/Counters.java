package sealstead.bench.load;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import sealstead.cli.AdminClient;
import sealstead.server.Config;
import sealstead.server.Setting;

/// The counted facts that a Sealstead tells who holds its root key, which is the one that this process's settings name:
/// KMS calls, fsyncs, reads, bytes allocated. Other servers have none.
final class Counters {
    private final Endpoint endpoint;

    Counters(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    /// All counters now; empty if the server does not tell.
    Map<String, Long> read() {
        try {
            var config = Config.load(Map.<Setting, String>of(), System.getenv());
            var facts = new HashMap<String, Long>();
            new AdminClient(config, endpoint.uri().toString())
                    .get("admin/counters")
                    .properties()
                    .forEach(field -> facts.put(field.getKey(), field.getValue().asLong()));
            return facts;
        } catch (IOException notOurs) {
            return Map.of();
        }
    }

    static Map<String, Long> difference(Map<String, Long> before, Map<String, Long> after) {
        var changes = new HashMap<String, Long>();
        after.forEach((name, value) -> changes.put(name, value - before.getOrDefault(name, 0L)));
        return changes;
    }
}
