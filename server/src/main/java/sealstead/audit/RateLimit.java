package sealstead.audit;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// A rate with a burst, counted in whole permits.
final class RateLimit {
    private final long burst;
    private final long nanosEach;
    private final LongSupplier nanos;
    private long permits;
    private long counted;

    /// @param nanos a clock that only goes forward
    RateLimit(long perSecond, long burst, LongSupplier nanos) {
        this.burst = burst;
        this.nanosEach = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.nanos = nanos;
        this.permits = burst;
        this.counted = nanos.getAsLong();
    }

    synchronized boolean take() {
        long grown = (nanos.getAsLong() - counted) / nanosEach;
        if (grown > 0) {
            permits = Math.min(burst, permits + Math.min(burst, grown));
            counted += grown * nanosEach;
        }
        if (permits == 0) {
            return false;
        }
        permits--;
        return true;
    }
}
