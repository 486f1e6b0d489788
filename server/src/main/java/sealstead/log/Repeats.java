package sealstead.log;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Tells the same failure a few times a minute and counts the rest. The same are those of one logger with the same
/// exceptions from the same lines of code, whatever their messages say; of lines without an exception those of the same
/// words, whatever request they are about.
final class Repeats {
    private static final int MAX_TOLD = 3;
    private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int MAX_KNOWN = 256;
    private static final int FRAMES = 3;
    private static final int MAX_CAUSES = 8;

    private static final Pattern OF_REQUEST = Pattern.compile("\\brequest \\S+");

    private final LongSupplier nanos;
    private final Map<String, Seen> known = new LinkedHashMap<>();

    /// @param nanos a clock that only goes forward
    Repeats(LongSupplier nanos) {
        this.nanos = nanos;
    }

    private static final class Seen {
        private final String name;
        private final long since;
        private int count;

        Seen(String name, long since) {
            this.name = name;
            this.since = since;
        }
    }

    /// Whether a record is to be told; if not, it is counted.
    synchronized boolean isTold(LogRecord record) {
        var key = key(record);
        long now = nanos.getAsLong();
        var seen = known.get(key);
        if (seen == null || now - seen.since > WINDOW_NANOS) {
            if (seen == null && known.size() >= MAX_KNOWN) {
                return true;
            }
            // What the old window counted is told by the next sweep, under a name of its own.
            if (seen != null && seen.count > MAX_TOLD) {
                known.put(key + " before " + now, seen);
            }
            seen = new Seen(name(record), now);
            known.put(key, seen);
        }
        return ++seen.count <= MAX_TOLD;
    }

    /// What was counted in the windows that are over, in words.
    synchronized List<String> counted() {
        long now = nanos.getAsLong();
        var lines = new ArrayList<String>();
        known.values().removeIf(seen -> {
            boolean over = now - seen.since > WINDOW_NANOS;
            if (over && seen.count > MAX_TOLD) {
                lines.add(seen.name + ": the same came " + (seen.count - MAX_TOLD) + " times more within a minute");
            }
            return over;
        });
        return lines;
    }

    private static String key(LogRecord record) {
        var key = new StringBuilder(record.getLevel().getName())
                .append(' ')
                .append(record.getLoggerName())
                .append(' ');
        var thrown = record.getThrown();
        if (thrown == null) {
            return key.append(OF_REQUEST
                            .matcher(String.valueOf(record.getMessage()))
                            .replaceAll("request"))
                    .toString();
        }
        int causes = 0;
        for (@Nullable Throwable cause = thrown; cause != null && causes < MAX_CAUSES; cause = cause.getCause()) {
            causes++;
            key.append(cause.getClass().getName());
            var frames = cause.getStackTrace();
            for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
                key.append('@').append(frames[i]);
            }
        }
        return key.toString();
    }

    private static String name(LogRecord record) {
        var thrown = record.getThrown();
        return record.getLevel().getName() + " " + record.getLoggerName() + ": "
                + (thrown == null ? record.getMessage() : thrown.getClass().getName());
    }
}
