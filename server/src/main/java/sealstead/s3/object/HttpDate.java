package sealstead.s3.object;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Dates as HTTP headers and S3's documents write them; written by hand, since a listing holds a thousand.
public final class HttpDate {
    private static final String DAYS = "MonTueWedThuFriSatSun";
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    private HttpDate() {}

    /// `Mon, 23 Nov 2026 17:05:01 GMT`.
    public static String header(Instant instant) {
        var time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        int day = 3 * (time.getDayOfWeek().getValue() - 1);
        int month = 3 * (time.getMonthValue() - 1);
        var out = new StringBuilder(29).append(DAYS, day, day + 3).append(", ");
        pair(out, time.getDayOfMonth())
                .append(' ')
                .append(MONTHS, month, month + 3)
                .append(' ');
        pair(pair(out, time.getYear() / 100), time.getYear() % 100).append(' ');
        return clock(out, time).append(" GMT").toString();
    }

    /// `2026-11-23T17:05:01.000Z`: whole seconds, as S3 tells of what happened, so that all answers about it
    /// agree.
    public static String xml(Instant instant) {
        return exact(instant.truncatedTo(ChronoUnit.SECONDS));
    }

    /// `2026-11-23T17:05:01.248Z`: a date that a client has set.
    public static String exact(Instant instant) {
        var time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        var out = new StringBuilder(24);
        pair(pair(out, time.getYear() / 100), time.getYear() % 100).append('-');
        pair(out, time.getMonthValue()).append('-');
        pair(out, time.getDayOfMonth()).append('T');
        int millis = Math.floorMod(instant.toEpochMilli(), 1000);
        clock(out, time).append('.').append((char) ('0' + millis / 100));
        return pair(out, millis % 100).append('Z').toString();
    }

    private static StringBuilder clock(StringBuilder out, LocalDateTime time) {
        pair(out, time.getHour()).append(':');
        pair(out, time.getMinute()).append(':');
        return pair(out, time.getSecond());
    }

    private static StringBuilder pair(StringBuilder out, int number) {
        return out.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }

    /// The time a conditional header names; a date that cannot be read is ignored, as RFC 9110 has it.
    public static Optional<Instant> parse(String header) {
        try {
            return Optional.of(ZonedDateTime.parse(header.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException notRfc1123) {
            try {
                return Optional.of(Instant.parse(header.strip()));
            } catch (DateTimeException unusable) {
                return Optional.empty();
            }
        }
    }
}
