package sealstead.server;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// Durations and sizes as people type them.
public final class Quantities {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
    private static final Pattern BYTES = Pattern.compile("([0-9]{1,15})([KMGT]iB)?");
    private static final Pattern COUNT = Pattern.compile("[0-9]{1,15}");

    private Quantities() {}

    /// `10s`, `250ms`, `5m`, `24h`, `90d`, or ISO 8601.
    static Optional<Duration> duration(String text) {
        var typed = DURATION.matcher(text);
        if (typed.matches()) {
            long number = Long.parseLong(typed.group(1));
            return Optional.of(
                    switch (typed.group(2)) {
                        case "ms" -> Duration.ofMillis(number);
                        case "s" -> Duration.ofSeconds(number);
                        case "m" -> Duration.ofMinutes(number);
                        case "h" -> Duration.ofHours(number);
                        default -> Duration.ofDays(number);
                    });
        }
        try {
            return Optional.of(Duration.parse(text));
        } catch (DateTimeException | ArithmeticException malformed) {
            return Optional.empty();
        }
    }

    /// A number of bytes, or one of `KiB`, `MiB`, `GiB` or `TiB`.
    public static OptionalLong bytes(String text) {
        var typed = BYTES.matcher(text);
        if (!typed.matches()) {
            return OptionalLong.empty();
        }
        var unit = typed.group(2) == null ? "" : typed.group(2);
        int shift = switch (unit) {
            case "KiB" -> 10;
            case "MiB" -> 20;
            case "GiB" -> 30;
            case "TiB" -> 40;
            default -> 0;
        };
        long number = Long.parseLong(typed.group(1));
        return number <= Long.MAX_VALUE >> shift ? OptionalLong.of(number << shift) : OptionalLong.empty();
    }

    static OptionalLong count(String text) {
        return COUNT.matcher(text).matches() ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }
}
