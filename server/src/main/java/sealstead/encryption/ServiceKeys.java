package sealstead.encryption;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import sealstead.store.Bytes;

/// The SSE-S3 keys of one bucket, wrapped under the root key, oldest first. New objects use the last one; the others
/// stay for what they have sealed.
public record ServiceKeys(List<ServiceKey> keys) {
    public ServiceKeys {
        keys = List.copyOf(keys);
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
        var all = new java.util.ArrayList<>(keys);
        all.add(key);
        return new ServiceKeys(all);
    }
}
