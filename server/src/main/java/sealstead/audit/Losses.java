package sealstead.audit;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// How many events were not recorded since the trail last told so.
final class Losses {
    /// Why an event is not in the trail.
    enum Reason {
        /// More unsigned calls were refused than are recorded of such.
        UNSIGNED_CALLS("unsigned calls beyond the rate that is recorded"),
        /// The trail could not be written, or not as fast as events came.
        NO_ROOM("the trail could not be written in time"),
        /// The event's text could not be made, not even a short one.
        NO_TEXT("an event's text could not be made");

        private final String meaning;

        Reason(String meaning) {
            this.meaning = meaning;
        }

        String meaning() {
            return meaning;
        }
    }

    /// What was lost.
    ///
    /// @param since when the first of these events came
    record Lost(Map<Reason, Long> counts, Instant since) {
        long total() {
            return counts.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    private final Map<Reason, Long> counts = new EnumMap<>(Reason.class);
    private Optional<Instant> since = Optional.empty();

    synchronized void add(Reason reason, Instant now) {
        counts.merge(reason, 1L, Long::sum);
        since = since.or(() -> Optional.of(now));
    }

    synchronized Optional<Lost> seen() {
        return since.map(first -> new Lost(new EnumMap<>(counts), first));
    }

    /// Forgets what the trail has told.
    synchronized void told(Lost lost) {
        lost.counts()
                .forEach((reason, told) ->
                        counts.computeIfPresent(reason, (same, now) -> now.equals(told) ? null : now - told));
        if (counts.isEmpty()) {
            since = Optional.empty();
        }
    }

    synchronized long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
