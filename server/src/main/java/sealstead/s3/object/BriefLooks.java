package sealstead.s3.object;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;

/// Looks at what hangs on a key that are not to cost others much: one at a time, each no longer than it may, and those
/// that tenants ask for never more than a tenth of the time all together.
public final class BriefLooks {
    private static final Duration OF_TENANTS = Duration.ofSeconds(2);
    private static final Duration OF_OPERATORS = Duration.ofSeconds(20);
    private static final long PAUSE = 9;

    private final KeyDependents dependents;
    private final LongSupplier nanos;
    private final Semaphore turn = new Semaphore(1);
    /// When a tenant's look may begin; guarded by the turn.
    private long restedNanos;

    /// @param nanos a monotonic clock
    public BriefLooks(KeyDependents dependents, LongSupplier nanos) {
        this.dependents = dependents;
        this.nanos = nanos;
        this.restedNanos = nanos.getAsLong();
    }

    /// A look of an operator's.
    ///
    /// @return absent if another is under way
    public Optional<KeyDependents.Report> ofOperator(KeyDependents.Versions of) throws IOException {
        if (!turn.tryAcquire()) {
            return Optional.empty();
        }
        try {
            return Optional.of(look(of, OF_OPERATORS));
        } finally {
            turn.release();
        }
    }

    /// A look of a tenant's.
    ///
    /// @return absent if another is under way or was just now
    public Optional<KeyDependents.Report> ofTenant(KeyDependents.Versions of) throws IOException {
        if (!turn.tryAcquire()) {
            return Optional.empty();
        }
        try {
            long began = nanos.getAsLong();
            if (began - restedNanos < 0) {
                return Optional.empty();
            }
            var found = look(of, OF_TENANTS);
            long ended = nanos.getAsLong();
            restedNanos = ended + PAUSE * (ended - began);
            return Optional.of(found);
        } finally {
            turn.release();
        }
    }

    private KeyDependents.Report look(KeyDependents.Versions of, Duration atMost) throws IOException {
        long until = nanos.getAsLong() + atMost.toNanos();
        return dependents.look(of, () -> nanos.getAsLong() - until > 0);
    }
}
