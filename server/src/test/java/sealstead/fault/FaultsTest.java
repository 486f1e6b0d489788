package sealstead.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Faults are counted and never drawn.
final class FaultsTest {
    private static FaultRule rule(String operation, FaultRule.Kind kind, long after, long times) {
        return new FaultRule("s3", operation, kind, Duration.ZERO, after, times);
    }

    @Test
    void the_calls_between_are_met_and_no_others() {
        var faults = new Faults();
        faults.set(List.of(rule("PutObject", FaultRule.Kind.THROTTLE, 1, 2)));
        var met = new ArrayList<Boolean>();
        for (int i = 0; i < 5; i++) {
            met.add(faults.meet("s3", "PutObject").isPresent());
            assertThat(faults.meet("s3", "GetObject")).isEmpty();
            assertThat(faults.meet("kms", "PutObject")).isEmpty();
        }
        assertThat(met).containsExactly(false, true, true, false, false);
        assertThat(faults.seen()).extracting(Faults.Seen::calls).containsExactly(5L);
    }

    @Test
    void one_that_waits_goes_on_to_the_next_rule() {
        var faults = new Faults();
        faults.set(List.of(rule("", FaultRule.Kind.LATENCY, 0, 0), rule("", FaultRule.Kind.OUTAGE, 0, 1)));
        assertThat(faults.meet("s3", "ListBuckets")).isEqualTo(Optional.of(FaultRule.Kind.OUTAGE));
        assertThat(faults.meet("s3", "ListBuckets")).isEmpty();
    }

    @Test
    void rules_that_make_no_sense_or_are_too_many_are_refused() {
        assertThatThrownBy(() -> new FaultRule("", "", FaultRule.Kind.OUTAGE, Duration.ZERO, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FaultRule("s3", "", FaultRule.Kind.LATENCY, Duration.ofMinutes(6), 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> rule("", FaultRule.Kind.OUTAGE, -1, 0)).isInstanceOf(IllegalArgumentException.class);
        var faults = new Faults();
        for (int i = 0; i < Faults.MAX_RULES; i++) {
            faults.add(rule("", FaultRule.Kind.OUTAGE, 0, 0));
        }
        assertThatThrownBy(() -> faults.add(rule("", FaultRule.Kind.OUTAGE, 0, 0)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void time_that_passes_passes_for_the_machine_too_and_a_jump_only_for_the_clock() {
        var start = Instant.parse("2026-01-01T00:00:00Z");
        var time = new MovableTime(Clock.fixed(start, ZoneOffset.UTC), () -> 7);
        time.pass(Duration.ofSeconds(2));
        time.jump(Duration.ofHours(-1));
        assertThat(time.instant()).isEqualTo(start.plusSeconds(2).minusSeconds(3600));
        assertThat(time.nanos()).isEqualTo(7 + Duration.ofSeconds(2).toNanos());
        assertThat(time.unmoved().instant()).isEqualTo(start);
        assertThatThrownBy(() -> time.pass(Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
    }
}
