package sealstead.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// Whoever has a turn keeps nobody from his processor, and turns come in order.
final class FairTurnsTest {
    /// How long what ought to happen is waited for.
    private static final long PATIENCE_SECONDS = 60;

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    @Test
    void work_that_never_waits_holds_no_virtual_thread_up() throws InterruptedException {
        var turns = new FairTurns(2 * PROCESSORS, 1);
        var over = new AtomicBoolean();
        var begun = new CountDownLatch(2 * PROCESSORS);
        var busy = new ArrayList<Thread>();
        try {
            for (int i = 0; i < 2 * PROCESSORS; i++) {
                var account = "account " + i;
                busy.add(Thread.ofVirtual().start(() -> spin(turns, account, begun, over)));
            }
            assertThat(begun.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            var other = Thread.ofVirtual().start(() -> over.set(true));
            other.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            assertThat(over).isTrue();
        } finally {
            over.set(true);
            for (var thread : busy) {
                thread.join();
            }
        }
    }

    private static void spin(FairTurns turns, String account, CountDownLatch begun, AtomicBoolean over) {
        try {
            turns.take(account, () -> {
                begun.countDown();
                while (!over.get()) {
                    Thread.onSpinWait();
                }
                return "done";
            });
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Test
    void what_the_work_comes_to_is_what_is_seen() throws IOException {
        var turns = new FairTurns(1, 1);
        assertThat(turns.take("account", () -> "answer")).isEqualTo("answer");
        var broken = new IOException("broken");
        assertThatThrownBy(() -> turns.take("account", () -> {
                    throw broken;
                }))
                .isSameAs(broken);
        var refused = S3Error.NO_SUCH_BUCKET.refusal();
        assertThatThrownBy(() -> turns.take("account", () -> {
                    throw refused;
                }))
                .isSameAs(refused);
        assertThat(turns.take("account", () -> "again")).isEqualTo("again");
    }

    @Test
    void who_is_interrupted_hands_it_on_and_waits_for_the_end() throws InterruptedException {
        var turns = new FairTurns(1, 1);
        var begun = new CountDownLatch(1);
        var ended = new AtomicBoolean();
        var seen = new AtomicBoolean();
        var asking = Thread.ofVirtual().start(() -> {
            try {
                turns.take("account", () -> {
                    begun.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } finally {
                        ended.set(true);
                    }
                    return "never";
                });
            } catch (IOException interrupted) {
                seen.set(ended.get() && Thread.currentThread().isInterrupted());
            }
        });
        begun.await();
        asking.interrupt();
        asking.join();
        assertThat(seen).isTrue();
    }

    /// One account that sends a hundred requests has one turn between two of another's.
    @Test
    void one_account_does_not_stand_before_another_with_all_it_sends() throws InterruptedException {
        var turns = new FairTurns(1, 1);
        var first = new CountDownLatch(1);
        var order = Collections.synchronizedList(new ArrayList<String>());
        var threads = new ArrayList<Thread>();
        threads.add(Thread.ofVirtual().start(() -> await(turns, "many", order, first)));
        while (order.isEmpty()) {
            Thread.onSpinWait();
        }
        for (int i = 0; i < 100; i++) {
            threads.add(Thread.ofVirtual().start(() -> await(turns, "many", order, first)));
        }
        var few = Thread.ofVirtual().start(() -> await(turns, "few", order, first));
        threads.add(few);
        while (few.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        first.countDown();
        for (var thread : threads) {
            thread.join();
        }
        assertThat(order).hasSize(102);
        assertThat(List.copyOf(order).indexOf("few")).isLessThanOrEqualTo(2);
    }

    private static void await(FairTurns turns, String account, List<String> order, CountDownLatch first) {
        try {
            turns.take(account, () -> {
                order.add(account);
                return first.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            });
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
