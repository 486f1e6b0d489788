package sealstead.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Whose task may begin when.
@Timeout(60)
final class PaceTest {
    private final Pace pace = new Pace(2, 0, () -> 0);

    private boolean begin(String account, JobLane.Kind kind) throws InterruptedException {
        return pace.begin(account, kind, () -> true);
    }

    @Test
    void an_account_that_has_all_its_tasks_under_way_keeps_no_other_waiting() throws Exception {
        for (var account : new String[] {"a", "b"}) {
            assertThat(begin(account, JobLane.Kind.OBJECTS)).isTrue();
            assertThat(begin(account, JobLane.Kind.OBJECTS)).isTrue();
        }
        var third = new CountDownLatch(1);
        Thread.ofVirtual().start(() -> {
            try {
                begin("a", JobLane.Kind.OBJECTS);
                third.countDown();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        });
        pace.end("b", JobLane.Kind.OBJECTS);
        assertThat(begin("b", JobLane.Kind.OBJECTS)).isTrue();
        assertThat(third.getCount()).isEqualTo(1);
        pace.end("a", JobLane.Kind.OBJECTS);
        third.await();
    }

    @Test
    void calls_of_functions_take_no_turn_of_objects() throws Exception {
        for (int account = 0; account < 100; account++) {
            assertThat(begin("silent" + account, JobLane.Kind.FUNCTIONS)).isTrue();
            assertThat(begin("silent" + account, JobLane.Kind.FUNCTIONS)).isTrue();
        }
        assertThat(begin("silent0", JobLane.Kind.OBJECTS)).isTrue();
        assertThat(begin("another", JobLane.Kind.OBJECTS)).isTrue();
    }

    @Test
    void a_task_that_is_not_wanted_any_more_does_not_begin_and_holds_nothing() throws Exception {
        var slow = new Pace(1, 1, () -> 0); // by its clock no second ever passes
        assertThat(slow.begin("a", JobLane.Kind.OBJECTS, () -> true)).isTrue();
        slow.end("a", JobLane.Kind.OBJECTS);
        var looks = new AtomicInteger();
        assertThat(slow.begin("a", JobLane.Kind.OBJECTS, () -> looks.incrementAndGet() < 3))
                .isFalse();
        assertThat(slow.begin("a", JobLane.Kind.FUNCTIONS, () -> false)).isFalse();
        assertThat(slow.begin("a", JobLane.Kind.OBJECTS, () -> true)).isTrue();
    }

    @Test
    void a_stop_ends_every_wait() throws Exception {
        pace.stop();
        assertThat(begin("a", JobLane.Kind.OBJECTS)).isFalse();
        assertThat(pace.pause(Long.MAX_VALUE, () -> true)).isFalse();
    }
}
