package sealstead.s3.bucket;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Finds buckets by their ids, for whoever walks over the objects of all: their names are held, the buckets
/// themselves with their policies and configurations are not, since all of all accounts take more than a walk
/// may hold.
public final class BucketsById {
    private static final String NONE = "";

    private final Buckets buckets;
    private final Map<String, String> names = new HashMap<>();

    public BucketsById(Buckets buckets) {
        this.buckets = buckets;
    }

    /// The bucket as it is now.
    public Optional<Bucket> find(String id) throws IOException {
        if (!names.containsKey(id)) {
            buckets.walkReadable(bucket -> names.put(bucket.id(), bucket.name()));
            names.putIfAbsent(id, NONE);
        }
        var name = names.getOrDefault(id, NONE);
        return name.isEmpty()
                ? Optional.empty()
                : buckets.find(name).filter(bucket -> bucket.id().equals(id));
    }
}
