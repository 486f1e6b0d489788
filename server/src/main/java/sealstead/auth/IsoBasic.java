package sealstead.auth;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.Optional;

/// Times as SigV4 writes them, `20261123T170501Z`, read and written without the machinery for every other form: one
/// comes with each request.
final class IsoBasic {
    private static final int LENGTH = 16;
    private static final int T = 8;

    private IsoBasic() {}

    static Optional<LocalDateTime> parse(String text) {
        if (text.length() != LENGTH || text.charAt(T) != 'T' || text.charAt(LENGTH - 1) != 'Z') {
            return Optional.empty();
        }
        if (!areDigits(text, 0, T) || !areDigits(text, T + 1, LENGTH - 1)) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDateTime.of(
                    100 * pair(text, 0) + pair(text, 2),
                    pair(text, 4),
                    pair(text, 6),
                    pair(text, 9),
                    pair(text, 11),
                    pair(text, 13)));
        } catch (DateTimeException noSuchTime) {
            return Optional.empty();
        }
    }

    static boolean areDigits(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static int pair(String text, int at) {
        return 10 * (text.charAt(at) - '0') + text.charAt(at + 1) - '0';
    }

    static String format(LocalDateTime time) {
        var out = new StringBuilder(LENGTH);
        append(out, time.getYear() / 100);
        append(out, time.getYear() % 100);
        append(out, time.getMonthValue());
        append(out, time.getDayOfMonth());
        out.append('T');
        append(out, time.getHour());
        append(out, time.getMinute());
        append(out, time.getSecond());
        return out.append('Z').toString();
    }

    private static void append(StringBuilder out, int pair) {
        out.append((char) ('0' + pair / 10)).append((char) ('0' + pair % 10));
    }
}
