package sealstead.s3.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import sealstead.s3.object.StorageClass;
import sealstead.s3.object.StoredObject;

/// One rule that is in force or not.
///
/// @param days of a current version, after which it expires; a lone delete marker of that age goes as well
/// @param date from which on current versions expire
/// @param loneMarkers whether delete markers go that hide nothing
/// @param noncurrentDays how long a version is kept after another took its place
/// @param newestKept how many noncurrent versions are kept however old they are
/// @param abortDays after which an upload that was not completed is given up
/// @param transitions which current versions get another storage class, and when
/// @param noncurrentTransitions the same for noncurrent versions
public record LifecycleRule(
        String id,
        boolean enabled,
        Filter filter,
        OptionalInt days,
        Optional<Instant> date,
        boolean loneMarkers,
        OptionalInt noncurrentDays,
        int newestKept,
        OptionalInt abortDays,
        List<Transition> transitions,
        List<Transition> noncurrentTransitions) {
    public LifecycleRule {
        transitions = List.copyOf(transitions);
        noncurrentTransitions = List.copyOf(noncurrentTransitions);
    }

    /// Which objects a rule is about.
    ///
    /// @param tags that an object must have, all of them
    /// @param greaterThan bytes that an object must have more of
    /// @param lessThan bytes that an object must have less of
    public record Filter(String prefix, Map<String, String> tags, long greaterThan, long lessThan) {
        static final Filter EVERYTHING = new Filter("", Map.of(), -1, Long.MAX_VALUE);

        public Filter {
            tags = Map.copyOf(tags);
        }

        boolean covers(String key, StoredObject object) {
            return key.startsWith(prefix)
                    && object.bytes() > greaterThan
                    && object.bytes() < lessThan
                    && object.tags().pairs().entrySet().containsAll(tags.entrySet());
        }

        /// Markers and uploads have neither tags nor a size.
        boolean coversWithoutObject(String key) {
            return key.startsWith(prefix) && tags.isEmpty();
        }
    }

    boolean expires(String key, StoredObject object, Instant now, Duration day) {
        return expiry(key, object, day).filter(date -> !now.isBefore(date)).isPresent();
    }

    /// When a current object expires by this rule.
    Optional<Instant> expiry(String key, StoredObject object, Duration day) {
        if (!enabled || !filter.covers(key, object)) {
            return Optional.empty();
        }
        return days.isPresent() ? Optional.of(due(object.lastModified(), days.getAsInt(), day)) : date;
    }

    boolean expiresLoneMarker(String key, Instant made, Instant now, Duration day) {
        return enabled
                && filter.coversWithoutObject(key)
                && (loneMarkers || (days.isPresent() && isDue(made, days.getAsInt(), now, day)));
    }

    /// @param newer how many noncurrent versions are newer
    /// @param replaced when another version took its place
    boolean expiresNoncurrent(String key, StoredObject object, int newer, Instant replaced, Instant now, Duration day) {
        return noncurrentExpiry(key, object, newer, replaced, day)
                .filter(date -> !now.isBefore(date))
                .isPresent();
    }

    /// When a noncurrent version expires by this rule.
    Optional<Instant> noncurrentExpiry(String key, StoredObject object, int newer, Instant replaced, Duration day) {
        return enabled && noncurrentDays.isPresent() && newer >= newestKept && filter.covers(key, object)
                ? Optional.of(due(replaced, noncurrentDays.getAsInt(), day))
                : Optional.empty();
    }

    /// The classes that a current version should have come to by now.
    Stream<StorageClass> transitions(String key, StoredObject object, Instant now, Duration day) {
        if (!enabled || transitions.isEmpty() || !filter.covers(key, object)) {
            return Stream.empty();
        }
        return transitions.stream()
                .filter(step -> step.isFor(object) && !now.isBefore(step.due(object.lastModified(), day)))
                .map(Transition::to);
    }

    /// The same for a noncurrent one.
    Stream<StorageClass> noncurrentTransitions(
            String key, StoredObject object, int newer, Instant replaced, Instant now, Duration day) {
        if (!enabled || noncurrentTransitions.isEmpty() || !filter.covers(key, object)) {
            return Stream.empty();
        }
        return noncurrentTransitions.stream()
                .filter(step ->
                        newer >= step.newestKept() && step.isFor(object) && !now.isBefore(step.due(replaced, day)))
                .map(Transition::to);
    }

    /// A marker that was replaced is a noncurrent version like any other.
    boolean expiresNoncurrentMarker(String key, int newer, Instant replaced, Instant now, Duration day) {
        return enabled
                && noncurrentDays.isPresent()
                && newer >= newestKept
                && filter.coversWithoutObject(key)
                && isDue(replaced, noncurrentDays.getAsInt(), now, day);
    }

    boolean abortsUpload(String key, Instant initiated, Instant now, Duration day) {
        return abortion(key, initiated, day).filter(date -> !now.isBefore(date)).isPresent();
    }

    /// When an upload is given up by this rule.
    Optional<Instant> abortion(String key, Instant initiated, Duration day) {
        return enabled && abortDays.isPresent() && filter.coversWithoutObject(key)
                ? Optional.of(due(initiated, abortDays.getAsInt(), day))
                : Optional.empty();
    }

    /// Days are counted from the next midnight on, as S3 does it.
    private static boolean isDue(Instant since, int days, Instant now, Duration day) {
        return !now.isBefore(due(since, days, day));
    }

    static Instant due(Instant since, int days, Duration day) {
        long length = day.toMillis();
        long midnight = -Math.floorDiv(-since.toEpochMilli(), length) * length;
        return Instant.ofEpochMilli(midnight + days * length);
    }
}
