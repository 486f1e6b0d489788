package sealstead.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Cache;
import org.junit.jupiter.api.Test;

/// A cache takes its part of the heap, whether its entries are small or large.
final class HeapShareTest {
    private static final long MAX_BYTES = 1024 * 1024;

    private final Cache<Integer, byte[]> cache = HeapShare.<Integer, byte[]>ofBytes(
                    MAX_BYTES, (key, value) -> value.length)
            .build();

    private long held() {
        cache.cleanUp();
        return cache.asMap().values().stream().mapToLong(value -> value.length).sum();
    }

    @Test
    void a_thousand_entries_of_a_quarter_of_a_megabyte_are_not_held() {
        for (int i = 0; i < 1000; i++) {
            cache.put(i, new byte[256 * 1024]);
        }
        assertThat(held()).isLessThanOrEqualTo(MAX_BYTES);
    }

    @Test
    void what_is_larger_than_all_is_not_held_at_all() {
        cache.put(0, new byte[1]);
        cache.put(1, new byte[(int) MAX_BYTES]);
        assertThat(held()).isLessThanOrEqualTo(1);
    }

    @Test
    void many_small_ones_are() {
        for (int i = 0; i < 1000; i++) {
            cache.put(i, new byte[100]);
        }
        cache.cleanUp();
        assertThat(cache.estimatedSize()).isEqualTo(1000);
    }
}
