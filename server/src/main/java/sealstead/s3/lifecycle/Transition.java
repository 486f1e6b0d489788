package sealstead.s3.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import sealstead.s3.S3Error;
import sealstead.s3.object.StorageClass;
import sealstead.s3.object.StoredObject;
import sealstead.wire.Refusal;
import sealstead.xml.MalformedXmlException;
import sealstead.xml.XmlElement;

/// A step of a rule that gives objects another storage class.
///
/// @param days since the object was made or, of a noncurrent version, since another took its place
/// @param date of a step that has no days
/// @param newestKept how many noncurrent versions stay in their class
/// @param minimumBytes smaller objects stay in their class
record Transition(StorageClass to, OptionalInt days, Optional<Instant> date, int newestKept, long minimumBytes) {
    private static final Set<StorageClass> CLASSES =
            EnumSet.complementOf(EnumSet.of(StorageClass.STANDARD, StorageClass.REDUCED_REDUNDANCY));
    private static final Set<StorageClass> INFREQUENT = EnumSet.of(StorageClass.STANDARD_IA, StorageClass.ONEZONE_IA);
    private static final int MIN_DAYS_INFREQUENT = 30;
    private static final long MIN_BYTES = 128 * 1024;
    private static final String CURRENT = "Transition";
    private static final String NONCURRENT = "NoncurrentVersionTransition";

    /// Whether an object may take the step, as far as its class and its size go.
    boolean isFor(StoredObject object) {
        return object.bytes() >= minimumBytes && object.storage().storageClass().leadsTo(to);
    }

    /// When the step is due for what has counted since then.
    Instant due(Instant since, Duration day) {
        return days.isPresent() ? LifecycleRule.due(since, days.getAsInt(), day) : date.orElseThrow();
    }

    /// Of the steps that are due at once the one that leads furthest.
    static Optional<StorageClass> furthest(List<StorageClass> due) {
        return due.stream()
                .max(Comparator.comparingLong((StorageClass to) ->
                        due.stream().filter(other -> other.leadsTo(to)).count()));
    }

    /// The steps of a rule, checked with each other and with the rule's expirations.
    ///
    /// @param variesBySize whether objects of any size go to the archives
    static List<Transition> read(XmlElement rule, boolean variesBySize) {
        var steps = new ArrayList<Transition>();
        for (var element : rule.all(CURRENT)) {
            var step = element.only("Days", "Date", "StorageClass");
            var to = storageClass(step);
            var days = days(step, "Days", CURRENT);
            var date = step.text("Date").map(LifecycleConfiguration::midnight);
            if (days.isPresent() && date.isPresent()) {
                throw new MalformedXmlException();
            }
            if (days.isEmpty() && date.isEmpty()) {
                throw S3Error.INVALID_ARGUMENT.saying("'Transition' action must specify either 'Days' or 'Date'");
            }
            checkInfrequent(to, days, "Days", CURRENT);
            steps.add(new Transition(to, days, date, 0, minimum(rule, to, variesBySize)));
        }
        boolean dated = steps.stream().anyMatch(step -> step.date().isPresent());
        boolean counted = steps.stream().anyMatch(step -> step.days().isPresent());
        if (dated && counted) {
            throw mixed("Transition", rule);
        }
        checkOrder(steps, rule, CURRENT, dated ? "Date" : "Days");
        rule.one("Expiration").ifPresent(expiration -> checkBefore(steps, rule, expiration, dated));
        return List.copyOf(steps);
    }

    /// The same for noncurrent versions.
    static List<Transition> readNoncurrent(XmlElement rule, boolean variesBySize) {
        var steps = new ArrayList<Transition>();
        for (var element : rule.all(NONCURRENT)) {
            var step = element.only("NoncurrentDays", "NewerNoncurrentVersions", "StorageClass");
            var to = storageClass(step);
            var days = days(step, "NoncurrentDays", NONCURRENT);
            if (days.isEmpty()) {
                throw new MalformedXmlException();
            }
            checkInfrequent(to, days, "NoncurrentDays", NONCURRENT);
            int kept = LifecycleConfiguration.days(
                            step, "NewerNoncurrentVersions", "'NewerNoncurrentVersions' must be a positive integer")
                    .orElse(0);
            steps.add(new Transition(to, days, Optional.empty(), kept, minimum(rule, to, variesBySize)));
        }
        checkOrder(steps, rule, NONCURRENT, "NoncurrentDays");
        var expiration = rule.one("NoncurrentVersionExpiration")
                .flatMap(element -> LifecycleConfiguration.number(element, "NoncurrentDays"));
        if (expiration
                .filter(last -> steps.stream().anyMatch(step -> step.days().orElseThrow() >= last))
                .isPresent()) {
            throw notAfter("NoncurrentDays", "NoncurrentVersionExpiration", NONCURRENT, rule);
        }
        return List.copyOf(steps);
    }

    private static StorageClass storageClass(XmlElement step) {
        return step.text("StorageClass")
                .flatMap(StorageClass::named)
                .filter(CLASSES::contains)
                .orElseThrow(MalformedXmlException::new);
    }

    private static OptionalInt days(XmlElement step, String name, String action) {
        var number = LifecycleConfiguration.number(step, name);
        if (number.isEmpty()) {
            return OptionalInt.empty();
        }
        if (number.get() < 0 || number.get() > Integer.MAX_VALUE) {
            throw S3Error.INVALID_ARGUMENT.saying("'" + name + "' in " + action + " action must be nonnegative");
        }
        return OptionalInt.of(number.get().intValue());
    }

    private static void checkInfrequent(StorageClass to, OptionalInt days, String name, String action) {
        if (INFREQUENT.contains(to) && days.isPresent() && days.getAsInt() < MIN_DAYS_INFREQUENT) {
            throw S3Error.INVALID_ARGUMENT.saying("'" + name + "' in " + action
                    + " action must be greater than or equal to 30 for storageClass '" + to + "'");
        }
    }

    /// A filter that speaks of sizes has the last word.
    private static long minimum(XmlElement rule, StorageClass to, boolean variesBySize) {
        var filter = rule.one("Filter");
        var conditions = filter.flatMap(element -> element.one("And")).or(() -> filter);
        boolean sized = conditions
                .filter(all -> all.one("ObjectSizeGreaterThan").isPresent()
                        || all.one("ObjectSizeLessThan").isPresent())
                .isPresent();
        return sized || (variesBySize && to.isArchive()) ? 0 : MIN_BYTES;
    }

    private static void checkOrder(List<Transition> steps, XmlElement rule, String action, String name) {
        var seen = EnumSet.noneOf(StorageClass.class);
        for (var step : steps) {
            if (!seen.add(step.to())) {
                throw S3Error.INVALID_REQUEST.saying("'StorageClass' must be different for '" + action
                        + "' actions in same 'Rule' with " + covered(rule));
            }
        }
        for (var earlier : steps) {
            for (var later : steps) {
                if (earlier.to().leadsTo(later.to()) && earlier.when() >= later.when()) {
                    throw S3Error.INVALID_ARGUMENT.saying("'" + name + "' in the " + action
                            + " action for StorageClass '" + later.to() + "' for " + covered(rule)
                            + " must be greater than '" + name + "' in the " + action + " action for StorageClass '"
                            + earlier.to() + "' for " + covered(rule));
                }
            }
        }
    }

    private long when() {
        return days.isPresent() ? days.getAsInt() : date.orElseThrow().toEpochMilli();
    }

    private static void checkBefore(List<Transition> steps, XmlElement rule, XmlElement expiration, boolean dated) {
        var days = LifecycleConfiguration.number(expiration, "Days");
        var date = expiration.text("Date").map(LifecycleConfiguration::midnight);
        if (!steps.isEmpty() && ((dated && days.isPresent()) || (!dated && date.isPresent()))) {
            throw mixed("Expiration and Transition", rule);
        }
        var last = days.or(() -> date.map(Instant::toEpochMilli));
        if (last.filter(end -> steps.stream().anyMatch(step -> step.when() >= end))
                .isPresent()) {
            throw notAfter(dated ? "Date" : "Days", "Expiration", CURRENT, rule);
        }
    }

    private static Refusal mixed(String actions, XmlElement rule) {
        return S3Error.INVALID_REQUEST.saying(
                "Found mixed 'Date' and 'Days' based " + actions + " actions in lifecycle rule for " + covered(rule));
    }

    private static Refusal notAfter(String name, String expiration, String action, XmlElement rule) {
        return S3Error.INVALID_ARGUMENT.saying("'" + name + "' in the " + expiration + " action for " + covered(rule)
                + " must be greater than '" + name + "' in the " + action + " action");
    }

    /// What a rule covers, as S3's messages write it: `filter '(prefix=a and tag={key=b, value=c})'`.
    private static String covered(XmlElement rule) {
        var old = rule.one("Prefix");
        if (old.isPresent()) {
            return "prefix '" + old.get().exactText() + "'";
        }
        var filter = rule.one("Filter").orElseThrow(MalformedXmlException::new);
        var conditions = filter.one("And").orElse(filter);
        var parts = new ArrayList<String>();
        conditions.one("Prefix").ifPresent(prefix -> parts.add("prefix=" + prefix.exactText()));
        for (var tag : conditions.all("Tag")) {
            parts.add("tag={key=" + tag.text("Key").orElse("") + ", value="
                    + tag.text("Value").orElse("") + "}");
        }
        conditions.text("ObjectSizeGreaterThan").ifPresent(bytes -> parts.add("objectsizegreaterthan=" + bytes));
        conditions.text("ObjectSizeLessThan").ifPresent(bytes -> parts.add("objectsizelessthan=" + bytes));
        return "filter '(" + (parts.isEmpty() ? "prefix=" : String.join(" and ", parts)) + ")'";
    }
}
