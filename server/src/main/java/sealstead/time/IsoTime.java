package sealstead.time;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// A moment as documents of all APIs have it, ISO 8601 in UTC.
public final class IsoTime {
    private IsoTime() {}

    /// `2026-11-23T17:05:01Z`.
    public static String toSeconds(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /// `2026-11-23T17:05:01.248Z`; a whole second has no fraction.
    public static String toMillis(Instant moment) {
        return moment.truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
