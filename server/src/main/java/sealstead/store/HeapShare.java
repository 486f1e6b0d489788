package sealstead.store;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.function.ToLongBiFunction;

/// Caches that take their part of the heap and no more, whatever is put into them. What entries have in common
/// with their number is chance: one tenant's can be a thousand times as large as another's, so that a cache is
/// bounded in bytes.
public final class HeapShare {
    /// What an entry needs beside its key and its value.
    private static final int BYTES_BESIDE = 200;

    private HeapShare() {}

    /// A cache to be finished by the caller.
    ///
    /// @param part the cache takes one part in so many of the greatest heap
    /// @param bytes of a key and its value in memory, about; what is parsed is many times as large as what it was
    /// read
    ///     from
    public static <K, V> Caffeine<K, V> of(int part, ToLongBiFunction<K, V> bytes) {
        return ofBytes(Runtime.getRuntime().maxMemory() / part, bytes);
    }

    /// One of a fixed size, for what must not depend on the machine.
    public static <K, V> Caffeine<K, V> ofBytes(long most, ToLongBiFunction<K, V> bytes) {
        return Caffeine.newBuilder()
                .maximumWeight(most)
                .weigher((K key, V value) ->
                        (int) Math.min(Integer.MAX_VALUE, BYTES_BESIDE + bytes.applyAsLong(key, value)))
                .executor(Runnable::run);
    }

    /// The bytes of a text.
    public static long of(String text) {
        return 48 + 2L * text.length();
    }
}
