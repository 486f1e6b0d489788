package sealstead.s3.lifecycle;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.bucket.DocumentKind;
import sealstead.s3.bucket.Parsed;
import sealstead.s3.object.Expirations;
import sealstead.s3.object.StoredObject;

/// The lifecycle rules of buckets, parsed once, and what they say of one object. A bucket without rules costs a look at
/// its record, which the request has at hand.
public final class LifecycleRules implements Expirations {
    private static final Logger LOG = LoggerFactory.getLogger(LifecycleRules.class);

    private final Parsed<List<LifecycleRule>> rules;
    private final Duration day;

    /// @param day how long a day of the rules lasts
    public LifecycleRules(Buckets buckets, Duration day) {
        this.rules = new Parsed<>(buckets, DocumentKind.LIFECYCLE, LifecycleConfiguration::rules);
        this.day = day;
    }

    Optional<List<LifecycleRule>> of(Bucket bucket) throws IOException {
        return rules.of(bucket);
    }

    Duration day() {
        return day;
    }

    @Override
    public Optional<Due> ofObject(Bucket bucket, String key, StoredObject object) {
        return first(bucket, rule -> rule.expiry(key, object, day).map(date -> new Due(date, rule.id())));
    }

    @Override
    public Optional<Due> ofNoncurrent(Bucket bucket, String key, StoredObject object, int newer, Instant replaced) {
        return first(
                bucket,
                rule -> rule.noncurrentExpiry(key, object, newer, replaced, day).map(date -> new Due(date, rule.id())));
    }

    @Override
    public Optional<Due> ofUpload(Bucket bucket, String key, Instant initiated) {
        return first(bucket, rule -> rule.abortion(key, initiated, day).map(date -> new Due(date, rule.id())));
    }

    /// The earliest; of several on one day that of the first rule. Rules that cannot be read take no answer about an
    /// object away.
    private Optional<Due> first(Bucket bucket, Function<LifecycleRule, Optional<Due>> due) {
        try {
            var known = rules.of(bucket);
            if (known.isEmpty()) {
                return Optional.empty();
            }
            return known.get().stream()
                    .flatMap(rule -> due.apply(rule).stream())
                    .min(Comparator.comparing(Due::date));
        } catch (IOException unreadable) {
            LOG.error(
                    "the lifecycle rules of {} cannot be read, and answers do not tell of them",
                    bucket.name(),
                    unreadable);
            return Optional.empty();
        }
    }
}
