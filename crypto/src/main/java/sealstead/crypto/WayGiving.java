package sealstead.crypto;

import java.lang.management.ManagementFactory;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
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
/// wakes as many as there are cores; the next when one of them goes on. So whoever comes new, or has waited for
/// the network, has a few of them before him and never all, however many there are.
public final class WayGiving {
    private static final VirtualThreadSchedulerMXBean SCHEDULER =
            ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
    /// Bounded by what the threads are bounded by.
    private static final LinkedBlockingQueue<Turn> WAITING = new LinkedBlockingQueue<>();

    private static final Semaphore WOKEN = new Semaphore(Runtime.getRuntime().availableProcessors());

    static {
        Thread.ofPlatform().name("way-giving").daemon().start(WayGiving::wake);
    }

    private WayGiving() {}

    private static final class Turn {
        private final Thread thread = Thread.currentThread();
        private volatile boolean come;
    }

    /// Waits until it is the turn of this thread again; at once where nobody else waits for a core. An
    /// interrupt is kept for whoever waits next.
    public static void giveWay() {
        if (!Thread.currentThread().isVirtual() || SCHEDULER.getQueuedVirtualThreadCount() <= 0) {
            return;
        }
        var turn = new Turn();
        WAITING.add(turn);
        boolean interrupted = false;
        while (!turn.come) {
            LockSupport.park(turn);
            interrupted |= Thread.interrupted();
        }
        WOKEN.release();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void wake() {
        while (true) {
            WOKEN.acquireUninterruptibly();
            var turn = next();
            turn.come = true;
            LockSupport.unpark(turn.thread);
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
}
