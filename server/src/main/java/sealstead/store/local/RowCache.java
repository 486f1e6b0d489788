package sealstead.store.local;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import sealstead.store.AdmissionFilter;
import sealstead.store.Bytes;

/// Rows that are asked for again and again, in memory and as sealed as they are in the engine, whose way to a row is
/// longer than all else that a request for a small object does. What is here may be believed because no other process
/// has the folder, and because a row is only kept or dropped under its group's lock: kept if no commit of the lock's
/// groups has ended since before it was read, dropped before a commit, and while that is on its way nobody keeps it.
final class RowCache<T> {
    /// What an entry needs beside its row: key, entry and the cache's own.
    private static final int BYTES_BESIDE = 240;

    private final Cache<Bytes, T> rows;
    private final AdmissionFilter admission = new AdmissionFilter();

    /// @param shareOfHeap the cache takes one part in so many of the greatest heap
    /// @param size of a row, in bytes
    RowCache(int shareOfHeap, ToIntFunction<T> size) {
        this.rows = Caffeine.newBuilder()
                .maximumWeight(Runtime.getRuntime().maxMemory() / shareOfHeap)
                .weigher((Bytes key, T row) -> BYTES_BESIDE + key.size() + size.applyAsInt(row))
                .executor(Runnable::run)
                .build();
    }

    /// Reads a row of the engine.
    interface Reading<T> {
        /// Null if there is none.
        @Nullable
        T read() throws IOException;
    }

    /// The row of that key, from memory or read now; null if there is none.
    ///
    /// @param stripe of the row's group
    /// @param atOnce whether the row is kept the first time it is asked for
    @Nullable
    T get(Stripe stripe, Bytes key, boolean atOnce, Reading<T> reading) throws IOException {
        var known = rows.getIfPresent(key);
        if (known != null) {
            return known;
        }
        long before = stripe.commits();
        var row = reading.read();
        if (row != null && (atOnce || admission.knows(key)) && stripe.tryLock()) {
            try {
                if (stripe.commits() == before) {
                    rows.put(key, row);
                }
            } finally {
                stripe.unlock();
            }
        }
        return row;
    }

    /// To be called under the group's lock, before a commit.
    void drop(Bytes key) {
        rows.invalidate(key);
    }
}
