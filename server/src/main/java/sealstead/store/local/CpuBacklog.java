package sealstead.store.local;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/// Callers whose commit is written and that have not come to a CPU since. While there are many, the CPUs and not the
/// disk hold everybody up, and the next sync can wait for more to share it: it takes a CPU 50 us, for three callers or
/// for thirteen.
final class CpuBacklog {
    /// So many that eight callers at once never wait: their CPUs would idle.
    private static final int MANY = 8;
    /// About a sync's own time.
    private static final long MAX_NANOS = TimeUnit.MICROSECONDS.toNanos(300);

    private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

    private final AtomicInteger callers = new AtomicInteger();
    private final LongSupplier nanos;
    private final LongConsumer park;

    CpuBacklog() {
        this(System::nanoTime, LockSupport::parkNanos);
    }

    /// @param park waits for so many nanoseconds, or less
    CpuBacklog(LongSupplier nanos, LongConsumer park) {
        this.nanos = nanos;
        this.park = park;
    }

    /// A caller may go on. To be called before it is woken.
    void answered() {
        callers.incrementAndGet();
    }

    /// An answered caller goes on.
    void resumed() {
        callers.decrementAndGet();
    }

    /// Waits until no more than a few callers are left, or has waited long enough.
    void runOff() {
        if (callers.get() <= MANY) {
            return;
        }
        long begun = nanos.getAsLong();
        do {
            park.accept(LOOK_NANOS);
        } while (callers.get() > MANY && nanos.getAsLong() - begun < MAX_NANOS);
    }
}
