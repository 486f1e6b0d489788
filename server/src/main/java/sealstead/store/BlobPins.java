package sealstead.store;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/// Blobs that this process is reading and has not opened yet: an object of many parts is read one blob after the
/// other, and may be replaced meanwhile. One blob stands for all that are retired together with it.
///
/// Of this process only: to others who read the same store it says since when it has read ([#oldest]).
public final class BlobPins {
    private final ConcurrentHashMap<BlobId, Integer> pins = new ConcurrentHashMap<>();
    /// When each of those that are open was opened, by [System#nanoTime].
    private final ConcurrentHashMap<Pin, Long> open = new ConcurrentHashMap<>();
    private final CopyOnWriteArrayList<Predicate<BlobId>> holds = new CopyOnWriteArrayList<>();

    /// To be closed when the last blob was read.
    public interface Pin extends AutoCloseable {
        @Override
        void close();
    }

    /// Keeps the collector from what is retired together with `blob`.
    public Pin pin(BlobId blob) {
        pins.merge(blob, 1, Integer::sum);
        var pin = new Pin() {
            @Override
            public void close() {
                if (open.remove(this) != null) {
                    pins.computeIfPresent(blob, (id, count) -> count == 1 ? null : count - 1);
                }
            }
        };
        open.put(pin, System.nanoTime());
        return pin;
    }

    /// For how long the oldest of those has been open that are; zero if none is.
    public Duration oldest() {
        long now = System.nanoTime();
        return Duration.ofNanos(
                open.values().stream().mapToLong(since -> now - since).max().orElse(0));
    }

    /// Keeps the collector from every blob that `held` holds for, whenever it is asked.
    Pin hold(Predicate<BlobId> held) {
        holds.add(held);
        return () -> holds.remove(held);
    }

    boolean isAnyPinned(List<BlobId> blobs) {
        if (pins.isEmpty() && holds.isEmpty()) {
            return false;
        }
        for (var blob : blobs) {
            if (pins.containsKey(blob)) {
                return true;
            }
            for (var hold : holds) {
                if (hold.test(blob)) {
                    return true;
                }
            }
        }
        return false;
    }
}
