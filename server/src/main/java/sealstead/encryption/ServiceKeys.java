package sealstead.encryption;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import sealstead.store.Bytes;

/// The SSE-S3 keys of one bucket, wrapped under the root key, oldest first. New objects use the last one; the
/// others stay for what they have sealed, until they are retired.
///
/// @param unerased ids of keys that were retired, but may be in a file of the store still
public record ServiceKeys(List<ServiceKey> keys, Set<String> unerased) {
    public ServiceKeys {
        keys = List.copyOf(keys);
        unerased = Set.copyOf(unerased);
    }

    public ServiceKeys(List<ServiceKey> keys) {
        this(keys, Set.of());
    }

    /// One service key.
    ///
    /// @param id 16 random hex digits
    public record ServiceKey(String id, Instant created, Bytes wrapped) {}

    public ServiceKey current() {
        return keys.getLast();
    }

    public Optional<ServiceKey> find(String id) {
        for (int i = keys.size() - 1; i >= 0; i--) {
            if (keys.get(i).id().equals(id)) {
                return Optional.of(keys.get(i));
            }
        }
        return Optional.empty();
    }

    public ServiceKeys plus(ServiceKey key) {
        var all = new ArrayList<>(keys);
        all.add(key);
        return new ServiceKeys(all, unerased);
    }

    /// Without a key that is not the current one.
    public ServiceKeys retiring(String id) {
        if (current().id().equals(id)) {
            throw new IllegalArgumentException("the current service key is never retired");
        }
        var left = new HashSet<>(unerased);
        left.add(id);
        return new ServiceKeys(keys.stream().filter(key -> !key.id().equals(id)).toList(), left);
    }

    /// Some that were retired are in no file any more.
    public ServiceKeys erased(Set<String> ids) {
        var left = new HashSet<>(unerased);
        left.removeAll(ids);
        return new ServiceKeys(keys, left);
    }
}
