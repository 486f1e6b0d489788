package sealstead.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What time it is, by two witnesses. The first is the machine's clock, which NTP, a hypervisor or a hand can set
/// to anything. The second is counted: the last time that the store has seen, and the running time since, by the
/// monotonic clock that nobody sets. While they agree, it is the clock's time. When they do not, the counted time
/// goes on by itself, and
///
/// - what cannot be undone ([#passed]) waits for the later of the two: nothing is expired, collected or destroyed
/// because a
///   clock has jumped ahead;
/// - what is written down ([#clock]) gets the later of the two: nothing is years old because a clock was behind.
///
/// The clock is believed again when it has run evenly for [Limits#agreement], or when an operator says so ([#accept]).
///
/// Safe for many threads.
public final class WitnessedTime {
    private static final Logger LOG = LoggerFactory.getLogger(WitnessedTime.class);

    /// How much is believed without being asked.
    ///
    /// @param step how far the clock may be from the counted time, or jump, at any moment
    /// @param pause how far ahead the clock may be at a start, when the store cannot have counted
    /// @param agreement for how long a clock that has jumped must run evenly until it is believed
    public record Limits(Duration step, Duration pause, Duration agreement) {
        public static final Limits DEFAULT =
                new Limits(Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofHours(2));

        public Limits withAgreement(Duration wanted) {
            return new Limits(step, pause, wanted);
        }
    }

    /// What is kept between two runs of the server.
    ///
    /// @param counted the counted time
    /// @param running how long servers on this store have run in all
    public record Kept(Instant counted, Duration running) {}

    /// How the two witnesses stand to each other.
    ///
    /// @param evenFor how long the clock has run without a jump
    public record Standing(Instant clock, Instant counted, boolean agree, Duration evenFor, Duration running) {
        public Duration clockAhead() {
            return Duration.between(counted, clock);
        }
    }

    private final Clock clock;
    private final LongSupplier nanos;
    private final Limits limits;
    private final Clock stamping = new Stamping();
    private Instant counted;
    private Duration running;
    private Instant lastClock;
    private long lastNanos;
    private Duration even = Duration.ZERO;
    private boolean agree;
    private volatile boolean agreed;
    private volatile long lookedAt;

    /// @param nanos a monotonic clock, such as `System::nanoTime`
    /// @param kept of the run before; none at the first start, when the clock is all there is
    public WitnessedTime(Clock clock, LongSupplier nanos, Limits limits, java.util.Optional<Kept> kept) {
        this.clock = clock;
        this.nanos = nanos;
        this.limits = limits;
        this.lastClock = clock.instant();
        this.lastNanos = nanos.getAsLong();
        this.counted = kept.map(Kept::counted).orElse(lastClock);
        this.running = kept.map(Kept::running).orElse(Duration.ZERO);
        var ahead = Duration.between(counted, lastClock);
        this.agree = isAtMost(ahead, limits.pause) && isAtMost(ahead.negated(), limits.step);
        if (agree) {
            counted = lastClock;
        }
        this.agreed = agree;
        this.lookedAt = lastNanos;
    }

    private static boolean isAtMost(Duration length, Duration most) {
        return length.compareTo(most) <= 0;
    }

    private synchronized Standing look() {
        var now = clock.instant();
        long nanosNow = nanos.getAsLong();
        var elapsed = Duration.ofNanos(Math.max(0, nanosNow - lastNanos));
        var jump = Duration.between(lastClock, now).minus(elapsed).abs();
        lastClock = now;
        lastNanos = nanosNow;
        lookedAt = nanosNow;
        counted = counted.plus(elapsed);
        running = running.plus(elapsed);
        even = isAtMost(jump, limits.step) ? even.plus(elapsed) : Duration.ZERO;
        boolean near = isAtMost(Duration.between(counted, now).abs(), limits.step);
        agree = near || (!agree && even.compareTo(limits.agreement) >= 0);
        if (agree) {
            counted = now;
        }
        agreed = agree;
        return new Standing(now, counted, agree, even, running);
    }

    public Standing standing() {
        return look();
    }

    /// A moment that has surely passed: the earlier of the two witnesses. Whatever cannot be undone asks this and
    /// nothing else.
    public Instant passed() {
        var standing = look();
        return standing.clock.isBefore(standing.counted) ? standing.clock : standing.counted;
    }

    /// How long servers on this store have run in all, for what must outlast also a clock that was believed.
    public Duration running() {
        return look().running;
    }

    /// The time to be written down: the later of the two witnesses.
    public Clock clock() {
        return stamping;
    }

    /// The same moment as a clock: for what is dated to become old, such as keys that are to be replaced, so
    /// that a clock that was wrong for a while neither ends it early nor dates it into a far future.
    public Clock passing() {
        return new Clock() {
            @Override
            public Instant instant() {
                return passed();
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
    }

    /// An operator says that the clock is right.
    public synchronized Standing accept() {
        look();
        counted = lastClock;
        agree = true;
        agreed = true;
        LOG.warn("the clock was accepted by an operator: {}", lastClock);
        return look();
    }

    /// To be kept now and then, and at the end.
    public Kept kept() {
        var standing = look();
        return new Kept(standing.counted, standing.running);
    }

    private final class Stamping extends Clock {
        /// Between two looks a jump is not noticed.
        private static final long LOOK_NANOS = 1_000_000_000L;

        @Override
        public Instant instant() {
            if (agreed && nanos.getAsLong() - lookedAt < LOOK_NANOS) {
                return clock.instant();
            }
            var standing = look();
            return standing.clock.isAfter(standing.counted) ? standing.clock : standing.counted;
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
}
