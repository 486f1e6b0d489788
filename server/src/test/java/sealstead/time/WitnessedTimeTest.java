package sealstead.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What cannot be undone goes by two witnesses of time.
@Tag("drill")
final class WitnessedTimeTest {
    private static final Instant START = Instant.parse("2026-11-29T00:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    private final Machine machine = new Machine();

    /// A machine whose clock can be set; its monotonic clock only runs.
    private static final class Machine extends Clock {
        private Instant clock = START;
        private long nanos = 123;

        void runs(Duration time) {
            clock = clock.plus(time);
            nanos += time.toNanos();
        }

        void jumps(Duration by) {
            clock = clock.plus(by);
        }

        @Override
        public Instant instant() {
            return clock;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private WitnessedTime first() {
        return new WitnessedTime(machine, () -> machine.nanos, WitnessedTime.Limits.DEFAULT, Optional.empty());
    }

    private WitnessedTime restarted(WitnessedTime before) {
        return new WitnessedTime(
                machine, () -> machine.nanos, WitnessedTime.Limits.DEFAULT, Optional.of(before.kept()));
    }

    /// As the job does it, once a minute.
    private void runsLooking(WitnessedTime time, Duration length) {
        for (var left = length; !left.isZero(); left = left.minus(MINUTE)) {
            machine.runs(MINUTE);
            time.standing();
        }
    }

    @Test
    void as_long_as_the_witnesses_agree_it_is_the_clocks_time() {
        var time = first();
        runsLooking(time, DAY);
        assertThat(time.passed()).isEqualTo(START.plus(DAY));
        assertThat(time.clock().instant()).isEqualTo(START.plus(DAY));
        assertThat(time.running()).isEqualTo(DAY);
    }

    @Test
    void a_clock_that_jumps_ahead_and_back_makes_nothing_pass() {
        var time = first();
        machine.jumps(Duration.ofDays(400));
        machine.runs(Duration.ofSeconds(6));
        assertThat(time.standing().agree()).isFalse();
        assertThat(time.passed()).isEqualTo(START.plusSeconds(6));
        machine.jumps(Duration.ofDays(-400));
        assertThat(time.passed()).isEqualTo(START.plusSeconds(6));
        assertThat(time.standing().agree()).isTrue();
    }

    @Test
    void a_start_with_a_clock_far_ahead_makes_nothing_pass() {
        var before = first();
        runsLooking(before, HOUR);
        machine.jumps(Duration.ofDays(9));
        var time = restarted(before);
        machine.runs(Duration.ofSeconds(6));
        assertThat(time.passed()).isEqualTo(START.plus(HOUR).plusSeconds(6));
    }

    @Test
    void starting_again_and_again_with_a_clock_ahead_makes_nothing_pass_but_the_running_time() {
        var time = first();
        machine.jumps(Duration.ofDays(9));
        for (int i = 0; i < 100; i++) {
            time = restarted(time);
            runsLooking(time, HOUR);
        }
        assertThat(time.passed()).isEqualTo(START.plus(HOUR.multipliedBy(100)));
    }

    @Test
    void a_short_pause_between_two_runs_is_believed() {
        var before = first();
        machine.jumps(Duration.ofMinutes(40));
        var time = restarted(before);
        assertThat(time.standing().agree()).isTrue();
        assertThat(time.passed()).isEqualTo(START.plus(Duration.ofMinutes(40)));
        assertThat(time.running()).isZero();
    }

    @Test
    void a_clock_that_has_jumped_is_believed_after_hours_of_running_evenly() {
        var time = first();
        machine.jumps(DAY);
        time.standing();
        runsLooking(time, WitnessedTime.Limits.DEFAULT.agreement().minus(MINUTE));
        assertThat(time.standing().agree()).isFalse();
        runsLooking(time, MINUTE.multipliedBy(2));
        assertThat(time.standing().agree()).isTrue();
        assertThat(time.passed()).isEqualTo(machine.instant());
    }

    @Test
    void a_clock_that_jumps_now_and_then_is_never_believed() {
        var time = first();
        machine.jumps(DAY);
        for (int i = 0; i < 24; i++) {
            runsLooking(time, HOUR);
            machine.jumps(Duration.ofMinutes(5));
        }
        assertThat(time.standing().agree()).isFalse();
        assertThat(time.passed()).isEqualTo(START.plus(DAY));
    }

    @Test
    void an_operator_may_accept_the_clock() {
        var time = first();
        machine.jumps(Duration.ofDays(30));
        assertThat(time.standing().agree()).isFalse();
        assertThat(time.accept().agree()).isTrue();
        assertThat(time.passed()).isEqualTo(machine.instant());
    }

    @Test
    void what_is_written_down_while_the_clock_is_behind_is_not_years_old() {
        var time = first();
        machine.jumps(Duration.ofDays(-365));
        time.standing();
        machine.runs(MINUTE);
        assertThat(time.clock().instant()).isEqualTo(START.plus(MINUTE));
        assertThat(time.passed()).isEqualTo(machine.instant());
    }

    @Test
    void the_running_time_goes_on_over_restarts_and_counts_no_jump() {
        var before = first();
        runsLooking(before, HOUR);
        machine.jumps(DAY);
        var time = restarted(before);
        runsLooking(time, HOUR);
        assertThat(time.running()).isEqualTo(HOUR.multipliedBy(2));
    }

    @Test
    void what_passed_is_never_later_than_what_is_written_down() {
        long seed = Long.getLong("sealstead.seed", System.nanoTime());
        System.out.println("WitnessedTimeTest: -Dsealstead.seed=" + seed);
        var dice = new Random(seed);
        var time = first();
        for (int i = 0; i < 20_000; i++) {
            switch (dice.nextInt(6)) {
                case 0 -> machine.jumps(Duration.ofSeconds(dice.nextInt(2_000_000) - 1_000_000));
                case 1 -> time = restarted(time);
                case 2 -> time.standing();
                default -> machine.runs(Duration.ofSeconds(dice.nextInt(5000)));
            }
            var passed = time.passed();
            assertThat(time.clock().instant()).isAfterOrEqualTo(passed);
            assertThat(passed).isBeforeOrEqualTo(machine.instant());
        }
    }
}
