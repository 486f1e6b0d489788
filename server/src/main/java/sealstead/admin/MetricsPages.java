package sealstead.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import sealstead.wire.Query;

/// What the metrics configurations of a bucket have counted, and the requests of the moment.
public final class MetricsPages {
    private final Requests requests;
    private final RequestTrace trace;

    public MetricsPages(Requests requests, RequestTrace trace) {
        this.requests = requests;
        this.trace = trace;
    }

    /// Tells the counts by configuration and name.
    @FunctionalInterface
    public interface Requests {
        /// @return absent if there is no such bucket
        Optional<Map<String, Map<String, Long>>> of(String bucket) throws IOException;
    }

    /// What is going on, see [RequestTrace].
    public JsonNode trace(Query query) {
        return trace.show(query);
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
