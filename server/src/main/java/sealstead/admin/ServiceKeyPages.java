package sealstead.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.Map;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.wire.Query;

/// The SSE-S3 keys of a bucket. What is under which of them is told by coverage.
public final class ServiceKeyPages {
    /// Each stays for what it has sealed, so that a bucket's record grows with each.
    private static final int MAX_KEYS = 1000;

    private final Buckets buckets;

    public ServiceKeyPages(Buckets buckets) {
        this.buckets = buckets;
    }

    public Map<String, AdminPage> all() {
        return Map.of(
                "GET admin/service-keys", (query, body) -> shown(bucket(query)),
                "POST admin/service-keys/rotate", (query, body) -> rotated(bucket(query)));
    }

    private Bucket bucket(Query query) throws IOException {
        return buckets.find(query.first("bucket").orElse(""))
                .orElseThrow(() -> new IllegalArgumentException("there is no bucket of that name"));
    }

    /// `?bucket=NAME`: from now on new data of the bucket comes under a new key.
    private JsonNode rotated(Bucket bucket) throws IOException {
        if (bucket.serviceKeys().keys().size() >= MAX_KEYS) {
            throw new IllegalArgumentException(
                    "the bucket has " + MAX_KEYS + " service keys, which is as many as it may have");
        }
        buckets.rotateServiceKey(bucket);
        return shown(buckets.find(bucket.name()).orElse(bucket));
    }

    /// `?bucket=NAME`: the keys, oldest first; the last one seals.
    private static JsonNode shown(Bucket bucket) {
        var document = JsonNodeFactory.instance.objectNode().put("bucket", bucket.name());
        var keys = document.putArray("keys");
        bucket.serviceKeys()
                .keys()
                .forEach(key -> keys.addObject()
                        .put("id", key.id())
                        .put("created", key.created().toString()));
        return document;
    }
}
