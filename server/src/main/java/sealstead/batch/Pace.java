package sealstead.batch;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// How fast jobs may work: so many tasks at once for each account, so many for all together, so many a
/// second. An account has never more tasks in a queue than it may have under way, and queues are fair, so
/// that whoever comes waits for no more than its share. Calls of functions, which may be silent for long,
/// have permits of their own and take none of those for objects. A stop ends every wait.
final class Pace {
    private static final long SECOND = 1_000_000_000L;
    /// How many accounts can have all of their tasks on objects under way.
    private static final int ACCOUNTS_AT_ONCE = 8;
    /// After how long a wait looks whether it is still wanted.
    private static final long LOOK = 200_000_000L;

    private final int atOnce;
    private final long perSecond;
    private final LongSupplier nanos;
    private final Semaphore all;
    private final Map<Share, Semaphore> shares = new ConcurrentHashMap<>();
    private final CountDownLatch stop = new CountDownLatch(1);
    private long nextAt;

    private record Share(String account, JobLane.Kind kind) {}

    /// @param atOnce of an account
    /// @param perSecond of all together; 0 for no limit
    Pace(int atOnce, long perSecond, LongSupplier nanos) {
        this.atOnce = atOnce;
        this.perSecond = perSecond;
        this.nanos = nanos;
        this.all = new Semaphore(atOnce * ACCOUNTS_AT_ONCE, true);
        this.nextAt = nanos.getAsLong();
    }

    void stop() {
        stop.countDown();
    }

    boolean isStopped() {
        return stop.getCount() == 0;
    }

    /// How many tasks an account may have under way.
    int atOnce() {
        return atOnce;
    }

    /// Waits, but no longer than it is wanted.
    ///
    /// @return whether the wait came to its end
    boolean pause(long lasting, BooleanSupplier wanted) throws InterruptedException {
        for (long left = lasting; left > 0; left -= LOOK) {
            if (!wanted.getAsBoolean() || stop.await(Math.min(left, LOOK), TimeUnit.NANOSECONDS)) {
                return false;
            }
        }
        return !isStopped() && wanted.getAsBoolean();
    }

    /// Waits for the turn of an account's task; whoever gets it has to [#end] it.
    ///
    /// @param wanted whether the task is still to be begun
    /// @return whether it came
    boolean begin(String account, JobLane.Kind kind, BooleanSupplier wanted) throws InterruptedException {
        var own = shares.computeIfAbsent(new Share(account, kind), share -> new Semaphore(atOnce, true));
        own.acquire();
        boolean begun = false;
        try {
            if (pause(turn() - nanos.getAsLong(), wanted)) {
                if (kind == JobLane.Kind.OBJECTS) {
                    all.acquire();
                }
                begun = true;
            }
        } finally {
            if (!begun) {
                own.release();
            }
        }
        if (begun && (isStopped() || !wanted.getAsBoolean())) {
            end(account, kind);
            return false;
        }
        return begun;
    }

    private synchronized long turn() {
        if (perSecond == 0) {
            return nextAt;
        }
        long now = nanos.getAsLong();
        long at = nextAt - now > 0 ? nextAt : now;
        nextAt = at + SECOND / perSecond;
        return at;
    }

    void end(String account, JobLane.Kind kind) {
        if (kind == JobLane.Kind.OBJECTS) {
            all.release();
        }
        var own = shares.get(new Share(account, kind));
        if (own != null) {
            own.release();
        }
    }
}
