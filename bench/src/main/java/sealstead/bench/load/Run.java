package sealstead.bench.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The same operation again and again, until it was begun `total` times or `nanos` are over. Shared by the connections
/// that do it.
final class Run {
    private final Operation operation;
    private final int total;
    private final long nanos;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
    private final List<Share> shares = new ArrayList<>();

    Run(Operation operation, int total, long nanos) {
        this.operation = operation;
        this.total = total;
        this.nanos = nanos;
    }

    /// For one more connection.
    synchronized Share share() {
        var share = new Share(this);
        shares.add(share);
        return share;
    }

    /// The next operation's first step, or null if no more is to be done.
    ///
    /// @param elapsedNanos how long who asks is at it
    @Nullable
    Step begin(long elapsedNanos) {
        if (elapsedNanos >= nanos || failure.get() instanceof UnsupportedCellException) {
            return null;
        }
        int index = next.getAndIncrement();
        return index < total ? operation.begin(index) : null;
    }

    /// The first failure is kept, but what the endpoint does not do is more to the point.
    void failed(IOException broken) {
        if (broken instanceof UnsupportedCellException) {
            failure.set(broken);
        } else {
            failure.compareAndSet(null, broken);
        }
    }

    /// What came of it, when all who shared it are done.
    synchronized Outcome outcome(long wallNanos) throws IOException {
        long operations = shares.stream().mapToLong(Share::operations).sum();
        long failures = shares.stream().mapToLong(Share::failures).sum();
        var broken = failure.get();
        if (broken != null && (broken instanceof UnsupportedCellException || failures > operations)) {
            throw broken;
        }
        var times = shares.stream().flatMapToLong(Share::nanos).sorted().toArray();
        return new Outcome(operations, failures, wallNanos, times);
    }
}
