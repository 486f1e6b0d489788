package sealstead.s3.object;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import sealstead.s3.ContentMd5;
import sealstead.s3.DeclaredChecksum;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.LockSettings;
import sealstead.wire.Clipped;

/// The Object Lock of a new version: what the headers of the write say, else the bucket's default.
public final class LockHeaders {
    private static final String MODE = "x-amz-object-lock-mode";
    private static final String UNTIL = "x-amz-object-lock-retain-until-date";
    private static final String HOLD = "x-amz-object-lock-legal-hold";

    private static final Duration MAX_RETENTION = Duration.ofDays(36_525);

    private LockHeaders() {}

    public static ObjectLock read(S3Request request, Bucket bucket, Instant now) {
        var mode = request.header(MODE);
        var until = request.header(UNTIL);
        var hold = request.header(HOLD);
        boolean asked = mode.isPresent() || until.isPresent() || hold.isPresent();
        var settings = bucket.settings().lock();
        if (!settings.enabled()) {
            if (asked) {
                checkEnabled(bucket);
            }
            return ObjectLock.NONE;
        }
        if (mode.isPresent() != until.isPresent()) {
            throw S3Error.invalidArgument(
                    "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied",
                    mode.isPresent() ? UNTIL : MODE,
                    "");
        }
        var retention = mode.isPresent()
                ? Optional.of(new ObjectLock.Retention(mode(mode.get()), until(until.orElseThrow(), now)))
                : settings.byDefault().map(rule -> retention(rule, now));
        return new ObjectLock(retention, hold.map(LockHeaders::hold));
    }

    /// What is locked cannot be written again, so it must be known to have arrived as it was sent.
    ///
    /// @param requests what the operation is called: `Put Object` or `Put Part`
    public static void checkDigest(
            ObjectLock lock, Optional<DeclaredChecksum> declared, Optional<ContentMd5> contentMd5, String requests) {
        if (!lock.equals(ObjectLock.NONE) && declared.isEmpty() && contentMd5.isEmpty()) {
            throw S3Error.INVALID_REQUEST.saying("Content-MD5 OR x-amz-checksum- HTTP header is required for "
                    + requests + " requests with Object Lock parameters");
        }
    }

    /// Refuses what is about locks in a bucket that has none.
    public static void checkEnabled(Bucket bucket) {
        if (!bucket.settings().lock().enabled()) {
            throw S3Error.INVALID_REQUEST.saying("Bucket is missing Object Lock Configuration");
        }
    }

    /// Refuses the bypass of a governance that a bucket does not know, whatever its value.
    public static void checkBypass(S3Request request, Bucket bucket) {
        var name = "x-amz-bypass-governance-retention";
        if (request.headers().has(name)
                && !bucket.isDirectory()
                && !bucket.settings().lock().enabled()) {
            throw S3Error.INVALID_ARGUMENT
                    .saying(name + " is only applicable to Object Lock enabled buckets.")
                    .with("ArgumentName", name);
        }
    }

    static ObjectLock.Mode mode(String text) {
        return ObjectLock.Mode.named(text)
                .orElseThrow(() -> S3Error.invalidArgument("Unknown wormMode directive.", MODE, Clipped.of(text)));
    }

    static Instant until(String text, Instant now) {
        Instant until;
        try {
            until = Instant.parse(text);
        } catch (DateTimeException malformed) {
            throw S3Error.invalidArgument(
                    "The retain until date must be provided in ISO 8601 format", UNTIL, Clipped.of(text));
        }
        checkUntil(until, text, now);
        return until;
    }

    /// Retention ends in the future, and not later than a default retention could make it.
    public static void checkUntil(Instant until, String text, Instant now) {
        if (!until.isAfter(now)) {
            throw S3Error.invalidArgument("The retain until date must be in the future!", UNTIL, Clipped.of(text));
        }
        if (until.isAfter(now.plus(MAX_RETENTION))) {
            throw S3Error.invalidArgument(
                    "The retain until date must not be more than 100 years in the future.", UNTIL, Clipped.of(text));
        }
    }

    private static boolean hold(String text) {
        return switch (text) {
            case "ON" -> true;
            case "OFF" -> false;
            default ->
                throw S3Error.invalidArgument("Legal Hold must be either of 'ON' or 'OFF'", HOLD, Clipped.of(text));
        };
    }

    public static ObjectLock.Retention retention(LockSettings.DefaultRetention rule, Instant now) {
        var until = now.atOffset(ZoneOffset.UTC)
                .plusDays(rule.days())
                .plusYears(rule.years())
                .toInstant();
        return new ObjectLock.Retention(ObjectLock.Mode.valueOf(rule.mode()), until);
    }
}
