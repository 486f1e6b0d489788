package sealstead.bench.load;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// One connection's share of a run: what it sends next, and how long each operation took it. An operation's time begins
/// where the one before it ended, so what the client itself needs is in it.
final class Share {
    private static final int MAX_FAILURES = 100;

    private final Run run;
    private long begin;
    private long start;
    private int operations;
    private long failures;
    private long[] nanos = new long[4096];

    Share(Run run) {
        this.run = run;
    }

    /// What to send first, or null if there is nothing to do.
    @Nullable
    Step first() {
        begin = System.nanoTime();
        start = begin;
        return run.begin(0);
    }

    /// What to send after the answer to `step`, or null if that was all.
    @Nullable
    Step answered(Step step, Answer answer) {
        try {
            var next = step.then().after(answer);
            if (next != null) {
                return next;
            }
        } catch (IOException wrong) {
            return failed(wrong);
        }
        long end = System.nanoTime();
        if (operations == nanos.length) {
            nanos = Arrays.copyOf(nanos, nanos.length * 2);
        }
        nanos[operations++] = end - start;
        start = end;
        return run.begin(start - begin);
    }

    /// What to send after an operation that failed, or null if that was all.
    @Nullable
    Step failed(IOException broken) {
        run.failed(broken);
        failures++;
        start = System.nanoTime();
        return failures > MAX_FAILURES ? null : run.begin(start - begin);
    }

    long operations() {
        return operations;
    }

    long failures() {
        return failures;
    }

    LongStream nanos() {
        return Arrays.stream(nanos, 0, operations);
    }
}
