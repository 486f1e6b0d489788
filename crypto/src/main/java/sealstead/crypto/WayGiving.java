package sealstead.crypto;

import java.lang.management.ManagementFactory;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import jdk.management.VirtualThreadSchedulerMXBean;

/// Lets others have the core of a virtual thread that works for long without waiting: nobody takes it away from
/// one, as the operating system does from its own threads.
///
/// [Thread#yield] does not do it. It puts the thread behind those that its core woke itself, and a core that
/// has such looks for no others: beside as many threads that only yield as there are cores, what came over the
/// network never began.
///
/// Whoever gives way here waits for a thread of the operating system's to wake him, in the order of coming. It
/// wakes as many as there are cores; the next when one of them goes on. So whoever comes new from outside has a
/// few of them before him and never all, however many there are. Those whom a core woke itself go before them
/// too: so who has waited long has a longer turn.
///
/// Not for a thread that holds its core by being in a native call or a class's initialisation: it waits without
/// letting go of it.
public final class WayGiving {
    private static final long FORGIVEN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int MAX_FACTOR = 4;

    private WayGiving() {}

    /// Waits until it is the turn of this thread again; at once where nobody else waits for a core. An
    /// interrupt is kept for whoever waits next.
    ///
    /// @return how much longer than usual the next turn may be, 1 to 4 times, for who had to wait long for this one
    public static int giveWay() {
        return Thread.currentThread().isVirtual() ? Waker.giveWay() : 1;
    }

    /// What only virtual threads need.
    private static final class Waker {
        private static final VirtualThreadSchedulerMXBean SCHEDULER =
                ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
        /// Bounded by what the threads are bounded by.
        private static final LinkedBlockingQueue<Turn> WAITING = new LinkedBlockingQueue<>();

        private static final Semaphore WOKEN =
                new Semaphore(Runtime.getRuntime().availableProcessors());

        static {
            Thread.ofPlatform().name("way-giving").daemon().start(Waker::wake);
        }

        private Waker() {}

        private static int giveWay() {
            if (SCHEDULER.getQueuedVirtualThreadCount() <= 0) {
                return 1;
            }
            long begun = System.nanoTime();
            boolean interrupted = false;
            var turn = new Turn();
            WAITING.add(turn);
            try {
                while (!turn.come) {
                    LockSupport.park(turn);
                    interrupted |= Thread.interrupted();
                }
            } finally {
                // One that is still in the queue was not counted.
                if (turn.come || !WAITING.remove(turn)) {
                    WOKEN.release();
                }
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
            return (int) Math.min(MAX_FACTOR, 1 + (System.nanoTime() - begun) / FORGIVEN_NANOS);
        }

        private static void wake() {
            while (true) {
                WOKEN.acquireUninterruptibly();
                var turn = next();
                turn.come = true;
                while (!isWoken(turn.thread)) {
                    LockSupport.parkNanos(FORGIVEN_NANOS);
                }
            }
        }

        private static Turn next() {
            while (true) {
                try {
                    return WAITING.take();
                } catch (InterruptedException nobodys) {
                    // this thread is nobody's to stop: who waits here must be woken
                }
            }
        }

        /// Not so while there is no memory for it.
        private static boolean isWoken(Thread thread) {
            try {
                LockSupport.unpark(thread);
                return true;
            } catch (RuntimeException | OutOfMemoryError full) {
                return false;
            }
        }
    }

    private static final class Turn {
        private final Thread thread = Thread.currentThread();
        private volatile boolean come;
    }
}
