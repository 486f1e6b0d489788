package sealstead.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// One account's copies, however many and however long, are not in the way of another's.
final class CopyTurnsTest {
    private static Thread copy(CopyTurns turns, String account, CountDownLatch hold, AtomicInteger running) {
        return Thread.ofVirtual().start(() -> {
            try {
                turns.await(account);
                running.incrementAndGet();
                hold.await();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            } finally {
                turns.end(account);
            }
        });
    }

    private static void join(List<Thread> threads) throws InterruptedException {
        for (var thread : threads) {
            thread.join();
        }
    }

    @Test
    void who_copies_much_waits_behind_his_own() throws Exception {
        var turns = new CopyTurns(4, 2, 10);
        var hold = new CountDownLatch(1);
        var running = new AtomicInteger();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 10; i++) {
            threads.add(copy(turns, "greedy", hold, running));
        }
        while (!turns.isFull("greedy") || running.get() < 2) {
            Thread.onSpinWait();
        }
        assertThat(turns.isFull("modest")).isFalse();
        var other = new AtomicInteger();
        join(List.of(copy(turns, "modest", new CountDownLatch(0), other)));
        assertThat(other).hasValue(1);
        assertThat(running).hasValue(2);
        threads.get(9).interrupt();
        threads.get(9).join();
        hold.countDown();
        join(threads);
        assertThat(turns.isFull("greedy")).isFalse();
        var again = new AtomicInteger();
        join(List.of(copy(turns, "greedy", new CountDownLatch(0), again)));
        assertThat(again).hasValue(1);
    }
}
