package sealstead.s3.keys;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;

/// Looks at what hangs on a key that are not to cost others much: of an account one at a time, each no longer
/// than it may, and never more than a tenth of the time. No account waits for another, or for operators, who
/// take turns among themselves.
public final class BriefLooks {
    private static final Duration OF_TENANTS = Duration.ofSeconds(2);
    private static final Duration OF_OPERATORS = Duration.ofSeconds(20);
    private static final long PAUSE = 9;

    private final KeyDependents dependents;
    private final LongSupplier nanos;
    private final Semaphore operators = new Semaphore(1);
    /// Of accounts that look or have looked just now.
    private final Map<String, Turn> turns = new HashMap<>();

    /// @param nanos a monotonic clock
    public BriefLooks(KeyDependents dependents, LongSupplier nanos) {
        this.dependents = dependents;
        this.nanos = nanos;
    }

    /// @param taken whether a look is under way
    /// @param restedNanos when the next one may begin, if none is
    private record Turn(boolean taken, long restedNanos) {}

    /// A look of an operator's.
    ///
    /// @return absent if another is under way
    public Optional<KeyDependents.Report> ofOperator(KeyDependents.Versions of) throws IOException {
        if (!operators.tryAcquire()) {
            return Optional.empty();
        }
        try {
            return Optional.of(look(of, OF_OPERATORS));
        } finally {
            operators.release();
        }
    }

    /// A look of a tenant's.
    ///
    /// @return absent if one of the account is under way or was just now
    public Optional<KeyDependents.Report> ofTenant(String account, KeyDependents.Versions of) throws IOException {
        if (!begin(account)) {
            return Optional.empty();
        }
        long began = nanos.getAsLong();
        try {
            return Optional.of(look(of, OF_TENANTS));
        } finally {
            end(account, began);
        }
    }

    private synchronized boolean begin(String account) {
        long now = nanos.getAsLong();
        turns.values().removeIf(turn -> !turn.taken() && now - turn.restedNanos() >= 0);
        return turns.putIfAbsent(account, new Turn(true, 0)) == null;
    }

    private synchronized void end(String account, long began) {
        long ended = nanos.getAsLong();
        turns.put(account, new Turn(false, ended + PAUSE * (ended - began)));
    }

    private KeyDependents.Report look(KeyDependents.Versions of, Duration atMost) throws IOException {
        long until = nanos.getAsLong() + atMost.toNanos();
        return dependents.look(of, () -> nanos.getAsLong() - until > 0);
    }
}
