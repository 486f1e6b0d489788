package sealstead.s3.lifecycle;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Work of accounts in turns: one of the first account, one of the next, and of an account's works each in its turn.
/// Not for several threads.
final class AccountTurns<T> {
    /// What is done in a turn.
    @FunctionalInterface
    interface Turn<T> {
        /// @return what is left of the work; absent if nothing is
        Optional<T> take(T work) throws IOException;
    }

    private final Map<String, Deque<T>> waiting = new LinkedHashMap<>();

    void add(String account, T work) {
        waiting.computeIfAbsent(account, _ -> new ArrayDeque<>()).add(work);
    }

    /// Until nothing is left.
    void takeAll(Turn<T> turn) throws IOException {
        while (!waiting.isEmpty()) {
            for (var accounts = waiting.values().iterator(); accounts.hasNext(); ) {
                var works = accounts.next();
                turn.take(works.remove()).ifPresent(works::add);
                if (works.isEmpty()) {
                    accounts.remove();
                }
            }
        }
    }
}
