package sealstead.bench.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One platform thread a connection, all doing the same.
public final class Workers {
    private final List<Connection> connections;

    Workers(List<Connection> connections) {
        this.connections = List.copyOf(connections);
    }

    /// One operation; answers the plaintext bytes it moved.
    public interface Operation {
        long run(Connection connection, int index) throws IOException;
    }

    /// @param nanos each operation's time, sorted
    @SuppressWarnings("ArrayRecordComponent") // internal, and millions of numbers
    public record Outcome(long operations, long bytes, long failures, long wallNanos, long[] nanos) {
        double percentileMicros(double percent) {
            return nanos.length == 0
                    ? 0
                    : nanos[(int) Math.min(nanos.length - 1L, Math.round(percent * nanos.length))] / 1e3;
        }
    }

    /// `total` operations, shared among the connections.
    public Outcome count(int total, Operation operation) throws IOException {
        return run(operation, total, Long.MAX_VALUE);
    }

    /// As many as begin within `nanos`, but no more than `most`.
    public Outcome during(long nanos, int most, Operation operation) throws IOException {
        return run(operation, most, nanos);
    }

    private Outcome run(Operation operation, int total, long nanos) throws IOException {
        var next = new AtomicInteger();
        var failure = new AtomicReference<@Nullable IOException>();
        var workers = new ArrayList<Worker>();
        var go = new CountDownLatch(1);
        for (var connection : connections) {
            workers.add(new Worker(connection, operation, total, nanos, next, failure));
        }
        var threads = workers.stream()
                .map(worker -> Thread.ofPlatform().name("load").start(() -> {
                    try {
                        go.await();
                        worker.work();
                    } catch (InterruptedException stop) {
                        Thread.currentThread().interrupt();
                    }
                }))
                .toList();
        long start = System.nanoTime();
        go.countDown();
        try {
            for (var thread : threads) {
                thread.join();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stop);
        }
        long wall = System.nanoTime() - start;
        var broken = failure.get();
        if (broken instanceof UnsupportedCellException) {
            throw broken;
        }
        long operations =
                workers.stream().mapToLong(worker -> worker.operations).sum();
        long failures = workers.stream().mapToLong(worker -> worker.failures).sum();
        if (broken != null && failures > operations) {
            throw broken;
        }
        var times = workers.stream()
                .flatMapToLong(worker -> Arrays.stream(worker.nanos, 0, (int) worker.operations))
                .sorted()
                .toArray();
        return new Outcome(
                operations, workers.stream().mapToLong(worker -> worker.bytes).sum(), failures, wall, times);
    }

    private static final class Worker {
        private final Connection connection;
        private final Operation operation;
        private final int total;
        private final long duration;
        private final AtomicInteger next;
        private final AtomicReference<@Nullable IOException> failure;
        private long operations;
        private long bytes;
        private long failures;
        private long[] nanos = new long[4096];

        Worker(
                Connection connection,
                Operation operation,
                int total,
                long duration,
                AtomicInteger next,
                AtomicReference<@Nullable IOException> failure) {
            this.connection = connection;
            this.operation = operation;
            this.total = total;
            this.duration = duration;
            this.next = next;
            this.failure = failure;
        }

        void work() {
            long begin = System.nanoTime();
            long start = begin;
            for (int i = next.getAndIncrement(); i < total; i = next.getAndIncrement()) {
                try {
                    bytes += operation.run(connection, i);
                    long end = System.nanoTime();
                    if (operations == nanos.length) {
                        nanos = Arrays.copyOf(nanos, nanos.length * 2);
                    }
                    nanos[(int) operations++] = end - start;
                    start = end;
                } catch (UnsupportedCellException unsupported) {
                    failure.set(unsupported);
                    return;
                } catch (IOException broken) {
                    failure.compareAndSet(null, broken);
                    failures++;
                    start = System.nanoTime();
                    if (failures > 100) {
                        return;
                    }
                }
                if (start - begin >= duration) {
                    return;
                }
            }
        }
    }
}
