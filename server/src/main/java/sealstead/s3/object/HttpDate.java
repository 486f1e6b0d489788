package sealstead.s3.object;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/// Dates as HTTP headers and S3's documents write them.
final class HttpDate {
    private static final DateTimeFormatter HEADER = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter XML = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private HttpDate() {}

    static String header(Instant time) {
        return HEADER.format(time);
    }

    static String xml(Instant time) {
        return XML.format(time);
    }

    /// The time a conditional header names; a date that cannot be read is ignored, as RFC 9110 has it.
    static Optional<Instant> parse(String header) {
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
