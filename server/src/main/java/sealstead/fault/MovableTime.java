package sealstead.fault;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.LongSupplier;

/// A clock and a count of time that can be moved.
public final class MovableTime extends Clock {
    private final Clock clock;
    private final LongSupplier nanos;
    private volatile Duration passed = Duration.ZERO;
    private volatile Duration jumped = Duration.ZERO;

    public MovableTime(Clock clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
    }

    /// What it was made of, which never moves: clients sign by theirs.
    public Clock unmoved() {
        return clock;
    }

    /// As if that much time went by, for the clock and for the machine.
    ///
    /// @throws IllegalArgumentException if it is negative: no time comes back
    public synchronized void pass(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("time goes forward; a clock may jump back");
        }
        passed = passed.plus(by);
    }

    /// The clock is set, and no time goes by: what a wrong clock does.
    public synchronized void jump(Duration by) {
        jumped = jumped.plus(by);
    }

    public long nanos() {
        return nanos.getAsLong() + passed.toNanos();
    }

    @Override
    public ZoneId getZone() {
        return clock.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return new MovableTime(clock.withZone(zone), nanos);
    }

    @Override
    public Instant instant() {
        return clock.instant().plus(passed).plus(jumped);
    }
}
