package sealstead.s3.metrics;

import java.util.Map;

/// One metrics configuration: the requests about which objects it counts.
///
/// @param prefix of the objects' keys
/// @param tags that an object must have, all of them
record MetricsFilter(String id, String prefix, Map<String, String> tags) {
    MetricsFilter {
        tags = Map.copyOf(tags);
    }

    /// Whether requests about no object count as well.
    boolean isEverything() {
        return prefix.isEmpty() && tags.isEmpty();
    }

    boolean covers(String key) {
        return isEverything() || (!key.isEmpty() && key.startsWith(prefix));
    }

    boolean coversTags(Map<String, String> ofObject) {
        return ofObject.entrySet().containsAll(tags.entrySet());
    }
}
