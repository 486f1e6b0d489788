package sealstead.auth;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import sealstead.time.IsoTime;
import sealstead.wire.Headers;
import sealstead.wire.Refusal;

/// When a request says that it was signed, and whether that is now.
public final class RequestTime {
    private static final Duration MAX_SKEW = Duration.ofMinutes(15);
    private static final long WEEK_SECONDS = 604_800;

    private final Clock clock;

    RequestTime(Clock clock) {
        this.clock = clock;
    }

    Instant now() {
        return clock.instant();
    }

    void checkSkew(Instant time) {
        var now = clock.instant();
        if (Duration.between(time, now).abs().compareTo(MAX_SKEW) > 0) {
            throw AuthError.REQUEST_TIME_TOO_SKEWED
                    .refusal()
                    .with("RequestTime", IsoBasic.format(LocalDateTime.ofInstant(time, ZoneOffset.UTC)))
                    .with("ServerTime", IsoTime.toSeconds(now))
                    .with("MaxAllowedSkewMilliseconds", Long.toString(MAX_SKEW.toMillis()));
        }
    }

    /// What services other than S3 say of a request that was signed too long ago, or in the future.
    ///
    /// @param skewed the refusal as S3 has it
    public static String skewMessage(Refusal skewed) {
        var signed = skewed.details().getFirst().value();
        var now = LocalDateTime.ofInstant(Instant.parse(skewed.details().get(1).value()), ZoneOffset.UTC);
        long minutes = MAX_SKEW.toMinutes();
        var first = IsoBasic.format(now.minus(MAX_SKEW));
        var last = IsoBasic.format(now.plus(MAX_SKEW));
        return signed.compareTo(first) < 0
                ? "Signature expired: " + signed + " is now earlier than " + first + " (" + IsoBasic.format(now) + " - "
                        + minutes + " min.)"
                : "Signature not yet current: " + signed + " is still later than " + last + " (" + IsoBasic.format(now)
                        + " + " + minutes + " min.)";
    }

    void checkWindow(Instant from, long seconds, String expires) {
        var now = clock.instant();
        if (from.minus(MAX_SKEW).isAfter(now)) {
            throw AuthError.NOT_YET_VALID.refusal();
        }
        var end = from.plusSeconds(seconds);
        if (now.isAfter(end)) {
            throw AuthError.EXPIRED
                    .refusal()
                    .with("X-Amz-Expires", expires)
                    .with("Expires", end.toString())
                    .with("ServerTime", IsoTime.toSeconds(now));
        }
    }

    static long expirySeconds(String expires) {
        long seconds;
        try {
            seconds = Long.parseLong(expires);
        } catch (NumberFormatException notANumber) {
            throw AuthError.EXPIRES_NOT_A_NUMBER.refusal();
        }
        if (seconds < 0) {
            throw AuthError.EXPIRES_NEGATIVE.refusal();
        }
        if (seconds > WEEK_SECONDS) {
            throw AuthError.EXPIRES_TOO_LONG.refusal();
        }
        return seconds;
    }

    /// `x-amz-date` in ISO basic form, else `Date` in ISO basic or RFC 1123 form.
    static LocalDateTime of(Headers headers) {
        var time = headers.first("x-amz-date").flatMap(IsoBasic::parse);
        if (time.isPresent()) {
            return time.get();
        }
        if (headers.has("x-amz-date")) {
            throw AuthError.NO_DATE.refusal();
        }
        return headers.first("date")
                .flatMap(RequestTime::dateOf)
                .map(instant -> LocalDateTime.ofInstant(instant, ZoneOffset.UTC))
                .orElseThrow(AuthError.NO_DATE::refusal);
    }

    /// A date in RFC 1123 or ISO basic form.
    static Optional<Instant> dateOf(String text) {
        return IsoBasic.parse(text).map(time -> time.toInstant(ZoneOffset.UTC)).or(() -> {
            try {
                return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant());
            } catch (DateTimeException unusable) {
                return Optional.empty();
            }
        });
    }
}
