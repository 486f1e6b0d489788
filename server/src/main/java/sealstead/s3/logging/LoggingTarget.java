package sealstead.s3.logging;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import sealstead.s3.Address;
import sealstead.s3.acl.Acl;
import sealstead.s3.bucket.Bucket;

/// Where the log of a bucket goes.
///
/// @param format what stands between prefix and unique end
/// @param grants what the lists of the log's objects grant besides their owner's full control
public record LoggingTarget(String bucket, String prefix, Format format, Optional<Acl> grants) {
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm-ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String ANY = "0".repeat(16);

    enum Format {
        /// The time of delivery.
        SIMPLE,
        /// Owner, region, bucket and day, and the time, of delivery.
        PARTITIONED_BY_DELIVERY,
        /// As before, but of the day on which the requests were: a log has those of one day.
        PARTITIONED_BY_EVENT
    }

    /// The day of the requests that a log may hold, if it may not hold those of two.
    Optional<Instant> day(Instant requested) {
        return format == Format.PARTITIONED_BY_EVENT
                ? Optional.of(requested.truncatedTo(ChronoUnit.DAYS))
                : Optional.empty();
    }

    /// `prefix` and time, and between them, if asked for, where it comes from.
    ///
    /// @param moment of delivery, or the beginning of the requests' [#day]
    /// @param unique 16 characters
    String key(Bucket source, Instant moment, String unique) {
        var time = SECOND.format(moment);
        if (format == Format.SIMPLE) {
            return prefix + time + "-" + unique;
        }
        return prefix + source.owner() + "/" + source.region() + "/" + source.name() + "/" + time.substring(0, 4) + "/"
                + time.substring(5, 7) + "/" + time.substring(8, 10) + "/" + time + "-" + unique;
    }

    /// Refuses a prefix with which keys would be longer than any may be.
    void checkKey(Bucket source) {
        Address.checkedKey(key(source, Instant.EPOCH, ANY));
    }
}
