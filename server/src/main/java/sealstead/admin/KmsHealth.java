package sealstead.admin;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What is known of the KMS's health. Everybody may read what was seen last; only the server itself, and who holds
/// the root key, make it look again, since a look is three KMS calls.
public final class KmsHealth {
    private final KmsProbe probe;
    private final Clock clock;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile @Nullable Seen seen;

    public KmsHealth(KmsProbe probe, Clock clock) {
        this.probe = probe;
        this.clock = clock;
    }

    /// @param asked when
    record Seen(KmsProbe.Health works, Instant asked) {}

    /// What was seen last; the first who wants to know has the server look, once in its life.
    Seen last() {
        var known = seen;
        if (known != null) {
            return known;
        }
        looking.lock();
        try {
            known = seen;
            return known != null ? known : ask();
        } finally {
            looking.unlock();
        }
    }

    /// Looks now.
    Seen ask() {
        looking.lock();
        try {
            var now = new Seen(probe.ask(), clock.instant());
            seen = now;
            return now;
        } finally {
            looking.unlock();
        }
    }

    /// Looks again if anybody wants to know: a job of the server's.
    public void askAgain() {
        if (seen != null) {
            ask();
        }
    }
}
