package sealstead.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Waits for what must come, and says what has not.
final class Eventually {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final long LOOK_NANOS = 1_000_000;

    private Eventually() {}

    @FunctionalInterface
    interface Condition {
        boolean holds() throws IOException;
    }

    /// @param what is to be true then
    static void holds(String what, Condition condition) {
        long begun = System.nanoTime();
        while (!isMet(condition)) {
            if (System.nanoTime() - begun > LIMIT.toNanos()) {
                throw new AssertionError("not so within " + LIMIT + ": " + what);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private static boolean isMet(Condition condition) {
        try {
            return condition.holds();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
