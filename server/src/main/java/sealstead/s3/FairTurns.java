package sealstead.s3;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import sealstead.wire.Follower;

/// Whose turn it is to do what takes a processor or much memory for a moment: so many at once, and so many of
/// one account, each in the order in which they came. Whoever asks waits behind a few of each account and not
/// behind as many as one account can send.
///
/// The work is done on threads of the operating system's, which takes a processor from one that has had it for a while.
/// Nobody does that to a virtual thread: work that never waits keeps its carrier, and whoever came meanwhile, a GET of
/// a small object, stands behind it (docs/bench).
public final class FairTurns {
    private static final long KEPT_SECONDS = 10;

    private final Semaphore all;
    /// As many as have a turn, so that nothing waits for one.
    private final ThreadPoolExecutor threads;
    private final int ofOne;
    private final Map<String, Line> lines = new HashMap<>();

    /// @param all how many have a turn at once
    /// @param ofOne how many of one account
    public FairTurns(int all, int ofOne) {
        this.all = new Semaphore(all, true);
        this.threads = new ThreadPoolExecutor(
                all,
                all,
                KEPT_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().name("turn-", 0).daemon().factory());
        threads.allowCoreThreadTimeOut(true);
        this.ofOne = ofOne;
    }

    /// The requests of one account.
    private static final class Line {
        private final Semaphore first;
        private int length;

        Line(int first) {
            this.first = new Semaphore(first, true);
        }
    }

    /// What is to be done.
    @FunctionalInterface
    public interface Work<T> {
        T run() throws IOException, InterruptedException;
    }

    /// Does the work when it is the account's turn.
    public <T> T take(String account, Work<T> work) throws IOException {
        var line = join(account);
        try {
            line.first.acquire();
            try {
                all.acquire();
                try {
                    return onThread(work);
                } finally {
                    all.release();
                }
            } finally {
                line.first.release();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stop);
        } finally {
            leave(account, line);
        }
    }

    /// The work of one turn, on its thread.
    private static final class Turn<T> extends FutureTask<T> {
        private @Nullable Thread thread;
        private boolean interrupted;

        Turn(Work<T> work) {
            super(Follower.also(work::run));
        }

        @Override
        public void run() {
            during(Thread.currentThread());
            try {
                super.run();
            } finally {
                during(null);
                var _ = Thread.interrupted(); // of this turn, if at all
            }
        }

        private synchronized void during(@Nullable Thread current) {
            thread = current;
            if (current != null && interrupted) {
                current.interrupt();
            }
        }

        synchronized void interrupt() {
            interrupted = true;
            if (thread != null) {
                thread.interrupt();
            }
        }
    }

    /// Whoever is interrupted meanwhile hands that on, and waits: nothing goes on behind him.
    private <T> T onThread(Work<T> work) throws IOException, InterruptedException {
        var turn = new Turn<T>(work);
        threads.execute(turn);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return turn.get();
                } catch (InterruptedException stop) {
                    interrupted = true;
                    turn.interrupt();
                }
            }
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case IOException broken -> throw broken;
                case InterruptedException stop -> throw stop;
                case RuntimeException unexpected -> throw unexpected;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException(failed);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized Line join(String account) {
        var line = lines.computeIfAbsent(account, name -> new Line(ofOne));
        line.length++;
        return line;
    }

    private synchronized void leave(String account, Line line) {
        line.length--;
        if (line.length == 0) {
            lines.remove(account);
        }
    }
}
