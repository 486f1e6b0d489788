package sealstead.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class KernelRandomTest {
    private static final int THREADS = 64;
    private static final int DRAWS = 5_000;

    @Test
    void no_byte_is_given_to_two_draws_or_two_threads() throws Exception {
        var random = new KernelRandom();
        Set<String> drawn = ConcurrentHashMap.newKeySet();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<?>>();
            for (int t = 0; t < THREADS; t++) {
                running.add(threads.submit(() -> {
                    for (int i = 0; i < DRAWS; i++) {
                        var bytes = new byte[16 + i % 32];
                        random.nextBytes(bytes);
                        drawn.add(HexFormat.of().formatHex(bytes, bytes.length - 16, bytes.length));
                    }
                }));
            }
            for (var one : running) {
                one.get();
            }
        }
        assertThat(drawn).hasSize(THREADS * DRAWS);
    }

    @Test
    void long_draws_and_numbers_are_random_too() {
        var random = new KernelRandom();
        for (int length : new int[] {0, 1, 511, 512, 513, 4095, 4096, 4097, 100_000}) {
            var bytes = new byte[length];
            random.nextBytes(bytes);
            int zeros = 0;
            for (byte one : bytes) {
                zeros += one == 0 ? 1 : 0;
            }
            // 1 in 256 is expected; 1 in 16 at 511 bytes is out of the question
            assertThat(zeros).isLessThanOrEqualTo(Math.max(1, length / 16));
        }
        assertThat(random.longs(1000).distinct().count()).isEqualTo(1000);
        assertThat(random.generateSeed(32)).hasSize(32).isNotEqualTo(new byte[32]);
    }

    @Test
    void the_kernel_is_asked_again_when_a_buffer_is_used_up_or_old() {
        var asked = new AtomicInteger();
        var nanos = new AtomicLong();
        var random = new KernelRandom(new Counting(asked), nanos::get);
        for (int i = 0; i < 64; i++) {
            random.nextBytes(new byte[64]);
        }
        assertThat(asked).hasValue(1);
        random.nextBytes(new byte[1]);
        assertThat(asked).hasValue(2);
        nanos.addAndGet(100_000_000);
        random.nextBytes(new byte[1]);
        assertThat(asked).hasValue(2);
        nanos.addAndGet(1);
        random.nextBytes(new byte[1]);
        assertThat(asked).hasValue(3);
    }

    private static final class Counting extends SecureRandom {
        private static final long serialVersionUID = 1;
        private final AtomicInteger asked;

        Counting(AtomicInteger asked) {
            this.asked = asked;
        }

        @Override
        public byte[] generateSeed(int bytes) {
            asked.incrementAndGet();
            return new byte[bytes];
        }
    }
}
