package sealstead.auth.oidc;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One fetch that is under way, and those who wait for it. It has a thread of the system: looking a name up holds
/// the thread that does it, and those of requests are few.
final class Flight {
    /// Who comes when so many wait is told to come again: waiting takes a request's place from others.
    private static final int MAX_WAITING = 32;

    private final FutureTask<PublicKeys> task;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile @Nullable Runnable end;
    private volatile boolean aborted;

    /// What is fetched.
    interface Work {
        PublicKeys fetch(Flight flight) throws IOException;
    }

    /// @param landed is called when it is over, however it ended
    Flight(Work work, Runnable landed) {
        this.task = new FutureTask<>(() -> {
            try {
                return work.fetch(this);
            } finally {
                landed.run();
            }
        });
    }

    void start(String name) {
        Thread.ofPlatform().name(name).daemon().start(task);
    }

    /// Takes note of a request, which ends with the flight.
    ///
    /// @param aborting ends it
    void opened(Runnable aborting) throws IOException {
        end = aborting;
        if (aborted) {
            throw new IOException("it took too long");
        }
    }

    /// Waits for the end; who has waited for long enough ends it.
    ///
    /// @throws IOException if nothing came of it
    PublicKeys await(Duration patience) throws IOException {
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            throw new IOException("many wait for it already");
        }
        try {
            return task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException tooLong) {
            abort();
            throw new IOException("it takes too long", tooLong);
        } catch (ExecutionException failed) {
            throw new IOException(String.valueOf(failed.getCause()), failed);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stop);
        } finally {
            waiting.decrementAndGet();
        }
    }

    private void abort() {
        aborted = true;
        var open = end;
        if (open != null) {
            open.run();
        }
    }
}
