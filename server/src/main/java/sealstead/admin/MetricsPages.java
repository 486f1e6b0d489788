package sealstead.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import sealstead.wire.Query;

/// What the metrics configurations of a bucket have counted.
public final class MetricsPages {
    private final Requests requests;

    public MetricsPages(Requests requests) {
        this.requests = requests;
    }

    /// Tells the counts by configuration and name.
    @FunctionalInterface
    public interface Requests {
        /// @return absent if there is no such bucket
        Optional<Map<String, Map<String, Long>>> of(String bucket) throws IOException;
    }

    /// `?bucket=NAME`
    public JsonNode requests(Query query) throws IOException {
        var bucket = query.first("bucket").orElse("");
        var counts =
                requests.of(bucket).orElseThrow(() -> new IllegalArgumentException("there is no bucket of that name"));
        var document = JsonNodeFactory.instance.objectNode().put("bucket", bucket);
        var configurations = document.putObject("configurations");
        counts.forEach((id, named) -> {
            var row = configurations.putObject(id);
            named.forEach(row::put);
        });
        return document;
    }
}
