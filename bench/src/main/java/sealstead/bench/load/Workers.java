package sealstead.bench.load;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// Connections that all do the same.
public final class Workers {
    private final List<Driver> drivers;

    Workers(List<Driver> drivers) {
        this.drivers = List.copyOf(drivers);
    }

    /// Does its connections' shares of a run in the thread that calls it.
    interface Driver {
        void drive(Run run) throws IOException;
    }

    /// `total` operations, shared among the connections.
    public Outcome count(int total, Operation operation) throws IOException {
        return finish(new Run(operation, total, Long.MAX_VALUE));
    }

    /// As many as begin within `nanos`, but no more than `most`.
    public Outcome during(long nanos, int most, Operation operation) throws IOException {
        return finish(new Run(operation, most, nanos));
    }

    private Outcome finish(Run run) throws IOException {
        long start = System.nanoTime();
        if (drivers.size() == 1) {
            drivers.getFirst().drive(run);
        } else {
            inThreads(run);
        }
        return run.outcome(System.nanoTime() - start);
    }

    private void inThreads(Run run) throws IOException {
        try (var threads = Executors.newFixedThreadPool(drivers.size())) {
            var tasks = drivers.stream()
                    .map(driver -> (Callable<@Nullable Void>) () -> {
                        driver.drive(run);
                        return null;
                    })
                    .toList();
            for (var task : threads.invokeAll(tasks)) {
                task.get();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stop);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException broken) {
                throw broken;
            }
            throw new IllegalStateException(failed.getCause());
        }
    }
}
