package sealstead.s3.logging;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import sealstead.s3.Address;
import sealstead.s3.acl.Acl;
import sealstead.s3.bucket.Bucket;

/// Where the log of a bucket goes.
///
/// @param partitioned whether owner, region, bucket and day stand between prefix and time
/// @param grants what the lists of the log's objects grant besides their owner's full control
public record LoggingTarget(String bucket, String prefix, boolean partitioned, Optional<Acl> grants) {
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm-ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String ANY = "0".repeat(16);

    /// `prefix` and time, and between them, if asked for, where it comes from.
    ///
    /// @param unique 16 characters
    String key(Bucket source, Instant now, String unique) {
        var time = SECOND.format(now);
        if (!partitioned) {
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
