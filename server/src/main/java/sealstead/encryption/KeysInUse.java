package sealstead.encryption;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;

/// Which versions of KMS keys and which service keys are in use by writes that are under way, from when they
/// got their data key until what they wrote stands or never will.
final class KeysInUse {
    private final ConcurrentMap<String, Long> writes = new ConcurrentHashMap<>();

    /// A write that is under way.
    interface Hold extends AutoCloseable {
        @Override
        void close();
    }

    /// @param bucketId of the bucket that is written to
    /// @param keyMaterialId of the version of a KMS key; empty if there is none
    /// @param serviceKeyId empty if there is none
    Hold hold(String bucketId, String keyMaterialId, String serviceKeyId) {
        add(bucketId, keyMaterialId);
        add(bucketId, serviceKeyId);
        var held = new AtomicBoolean(true);
        return () -> {
            if (held.getAndSet(false)) {
                remove(bucketId, keyMaterialId);
                remove(bucketId, serviceKeyId);
            }
        };
    }

    private void add(String bucketId, String id) {
        if (!id.isEmpty()) {
            writes.merge(id, 1L, Long::sum);
            writes.merge(in(bucketId, id), 1L, Long::sum);
        }
    }

    private void remove(String bucketId, String id) {
        if (!id.isEmpty()) {
            writes.computeIfPresent(id, (same, count) -> count == 1 ? null : count - 1);
            writes.computeIfPresent(in(bucketId, id), (same, count) -> count == 1 ? null : count - 1);
        }
    }

    private static String in(String bucketId, String id) {
        return bucketId + '/' + id;
    }

    long writes(String id) {
        return writes.getOrDefault(id, 0L);
    }

    long writesTo(String bucketId, String id) {
        return writes(in(bucketId, id));
    }
}
