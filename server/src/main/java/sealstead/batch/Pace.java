package sealstead.batch;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// How fast all jobs together may work: so many tasks at once, so many a second. A stop ends every wait.
final class Pace {
    private static final long SECOND = 1_000_000_000L;

    private final Semaphore atOnce;
    private final long perSecond;
    private final LongSupplier nanos;
    private final CountDownLatch stop = new CountDownLatch(1);
    private long nextAt;

    /// @param perSecond 0 for no limit
    Pace(int atOnce, long perSecond, LongSupplier nanos) {
        this.atOnce = new Semaphore(atOnce, true);
        this.perSecond = perSecond;
        this.nanos = nanos;
        this.nextAt = nanos.getAsLong();
    }

    void stop() {
        stop.countDown();
    }

    boolean isStopped() {
        return stop.getCount() == 0;
    }

    /// @return whether the wait came to its end, or else a stop
    boolean pause(long lasting) throws InterruptedException {
        return !stop.await(lasting, TimeUnit.NANOSECONDS);
    }

    /// Waits for a task's turn; whoever gets it has to [#end] it.
    ///
    /// @return whether it came
    boolean begin() throws InterruptedException {
        long wait = turn() - nanos.getAsLong();
        if (isStopped() || (wait > 0 && !pause(wait))) {
            return false;
        }
        atOnce.acquire();
        if (isStopped()) {
            atOnce.release();
            return false;
        }
        return true;
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

    void end() {
        atOnce.release();
    }
}
