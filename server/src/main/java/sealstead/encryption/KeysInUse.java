package sealstead.encryption;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;

/// Which versions of KMS keys are in use by writes that are under way, from when they got their data key until what
/// they
/// wrote stands or never will.
final class KeysInUse {
    private final ConcurrentMap<String, Long> writes = new ConcurrentHashMap<>();

    /// A write that is under way.
    interface Hold extends AutoCloseable {
        @Override
        void close();
    }

    Hold hold(String keyMaterialId) {
        writes.merge(keyMaterialId, 1L, Long::sum);
        var held = new AtomicBoolean(true);
        return () -> {
            if (held.getAndSet(false)) {
                writes.computeIfPresent(keyMaterialId, (same, count) -> count == 1 ? null : count - 1);
            }
        };
    }

    long writes(String keyMaterialId) {
        return writes.getOrDefault(keyMaterialId, 0L);
    }
}
