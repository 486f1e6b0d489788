package sealstead.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

final class CpuBacklogTest {
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger looks = new AtomicInteger();

    private CpuBacklog backlog(int callers, LongConsumer meanwhile) {
        var backlog = new CpuBacklog(nanos::get, time -> {
            nanos.addAndGet(time);
            looks.incrementAndGet();
            meanwhile.accept(time);
        });
        for (int i = 0; i < callers; i++) {
            backlog.answered();
        }
        return backlog;
    }

    @Test
    void few_callers_are_not_waited_for() {
        backlog(8, time -> {}).runOff();
        assertThat(looks).hasValue(0);
    }

    @Test
    void many_are_waited_for_until_few_are_left() {
        var self = new CpuBacklog[1];
        self[0] = backlog(12, time -> self[0].resumed());
        self[0].runOff();
        assertThat(looks).hasValue(4);
    }

    @Test
    void who_never_comes_to_a_cpu_does_not_hold_up_the_rest() {
        backlog(12, time -> {}).runOff();
        assertThat(nanos).hasValue(300_000);
    }
}
