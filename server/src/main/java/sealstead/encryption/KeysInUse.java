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

    /// @param keyMaterialId of the version of a KMS key; empty if there is none
    /// @param serviceKeyId empty if there is none
    Hold hold(String keyMaterialId, String serviceKeyId) {
        add(keyMaterialId);
        add(serviceKeyId);
        var held = new AtomicBoolean(true);
        return () -> {
            if (held.getAndSet(false)) {
                remove(keyMaterialId);
                remove(serviceKeyId);
            }
        };
    }

    private void add(String id) {
        if (!id.isEmpty()) {
            writes.merge(id, 1L, Long::sum);
        }
    }

    private void remove(String id) {
        if (!id.isEmpty()) {
            writes.computeIfPresent(id, (same, count) -> count == 1 ? null : count - 1);
        }
    }

    long writes(String id) {
        return writes.getOrDefault(id, 0L);
    }
}
