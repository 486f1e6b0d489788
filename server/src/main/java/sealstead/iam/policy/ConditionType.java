package sealstead.iam.policy;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;

/// How the values of a condition are read.
enum ConditionType {
    STRING,
    NUMERIC,
    DATE,
    BOOL,
    BINARY,
    IP_ADDRESS,
    ARN,
    NULL;

    static Optional<BigDecimal> number(String text) {
        if (text.isEmpty() || text.length() > 40 || !text.chars().allMatch(c -> "0123456789.+-".indexOf(c) >= 0)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new BigDecimal(text));
        } catch (NumberFormatException none) {
            return Optional.empty();
        }
    }

    /// A date as W3C writes ISO 8601, from the year alone to fractions of a second, or seconds since 1970.
    static Optional<Instant> date(String text) {
        try {
            if (text.length() > 4 && text.length() <= 12 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return Optional.of(Instant.ofEpochSecond(Long.parseLong(text)));
            }
            return Optional.of(
                    switch (text.length()) {
                        case 4 ->
                            LocalDate.of(Integer.parseInt(text), 1, 1)
                                    .atStartOfDay()
                                    .toInstant(ZoneOffset.UTC);
                        case 7 -> YearMonth.parse(text).atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
                        case 10 -> LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
                        default -> OffsetDateTime.parse(text).toInstant();
                    });
        } catch (DateTimeException | NumberFormatException none) {
            return Optional.empty();
        }
    }

    static Optional<Boolean> bool(String text) {
        return text.equalsIgnoreCase("true")
                ? Optional.of(true)
                : text.equalsIgnoreCase("false") ? Optional.of(false) : Optional.empty();
    }

    /// The bytes of a base64 text, as a text that is equal when they are.
    static Optional<String> binary(String text) {
        try {
            return Optional.of(
                    Base64.getEncoder().encodeToString(Base64.getDecoder().decode(text)));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }
}
