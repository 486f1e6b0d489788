package sealstead.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.Map;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.keys.ServiceKeyRetirement;
import sealstead.wire.Query;

/// The SSE-S3 keys of a bucket. What is under which of them is told by coverage.
public final class ServiceKeyPages {
    /// Each stays for what it has sealed, so that a bucket's record grows with each.
    private static final int MAX_KEYS = 1000;

    private final Buckets buckets;
    private final ServiceKeyRetirement retirement;
    private final Retired retired;
    private final LongAnswer retiring = new LongAnswer("retirement of a service key");

    /// Hears of a key that was destroyed.
    @FunctionalInterface
    public interface Retired {
        void retired(String bucket, String serviceKeyId) throws IOException;
    }

    public ServiceKeyPages(Buckets buckets, ServiceKeyRetirement retirement, Retired retired) {
        this.buckets = buckets;
        this.retirement = retirement;
        this.retired = retired;
    }

    public Map<AdminOperation, AdminPage> all() {
        return Map.of(
                AdminOperation.GET_SERVICE_KEYS, (query, body) -> shown(bucket(query)),
                AdminOperation.ROTATE_SERVICE_KEY, (query, body) -> rotated(bucket(query)),
                AdminOperation.RETIRE_SERVICE_KEY,
                        (query, body) ->
                                retire(bucket(query), query.first("service-key").orElse("")),
                AdminOperation.GET_SERVICE_KEY_RETIREMENT, (query, body) -> retiring.show());
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

    /// `?bucket=NAME&service-key=ID`: destroys an older key, if nothing is under it.
    private JsonNode retire(Bucket bucket, String id) {
        var keys = bucket.serviceKeys();
        if (keys.find(id).isEmpty()) {
            throw new IllegalArgumentException("the bucket has no such service key, or it was retired before");
        }
        if (keys.current().id().equals(id)) {
            throw new IllegalArgumentException(
                    "that is the current service key, under which new data comes: it is never retired");
        }
        return retiring.begin(() -> {
            var outcome = retirement.retire(bucket, id);
            if (outcome.retired()) {
                retired.retired(bucket.name(), id);
            }
            var found = outcome.found();
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("bucket", bucket.name())
                    .put("serviceKeyId", id)
                    .put("retired", outcome.retired())
                    .put("erased", outcome.erased())
                    .put("versions", found.versions())
                    .put("bytes", found.bytes())
                    .put("uploads", found.uploads())
                    .put("writes", outcome.writes())
                    .put("damaged", found.damaged())
                    .put("complete", found.complete());
        });
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
        var unerased = document.putArray("unerased");
        bucket.serviceKeys().unerased().stream().sorted().forEach(unerased::add);
        return document;
    }
}
