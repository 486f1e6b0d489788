package sealstead.s3.lifecycle;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import sealstead.s3.S3Error;
import sealstead.s3.TagSet;
import sealstead.xml.XmlElement;

/// What is refused of a lifecycle document when it is put, beyond what no rule can mean. One that was taken before
/// stays as it is.
final class LifecycleDocument {
    private static final int MAX_PREFIX_BYTES = 1024;
    private static final int MAX_NEWER_VERSIONS = 100;
    private static final String NEWER = "NewerNoncurrentVersions";
    private static final List<String> ACTIONS = List.of(
            "Expiration",
            "Transition",
            "NoncurrentVersionExpiration",
            "NoncurrentVersionTransition",
            "AbortIncompleteMultipartUpload");
    private static final List<String> SIZES = List.of("ObjectSizeGreaterThan", "ObjectSizeLessThan");

    private LifecycleDocument() {}

    static void check(XmlElement root) {
        var rules = root.all("Rule");
        for (var rule : rules) {
            checkConditions(rule);
            checkNewer(rule);
        }
        checkVersion(rules);
        if (rules.getFirst().one("Prefix").isPresent()) {
            checkPrefixes(rules);
        }
    }

    /// A document is of the old form, with a prefix in the rule, or of the new one, with a filter.
    private static void checkVersion(List<XmlElement> rules) {
        boolean old = rules.getFirst().one("Prefix").isPresent();
        if (old && rules.stream().anyMatch(rule -> rule.one("Filter").isPresent())) {
            throw S3Error.INVALID_REQUEST.saying("Filter element can only be used in Lifecycle V2.");
        }
        if (!old && rules.stream().anyMatch(rule -> rule.one("Prefix").isPresent())) {
            throw S3Error.INVALID_REQUEST.saying("Base level prefix cannot be used in Lifecycle V2,"
                    + " prefixes are only supported in the Filter.");
        }
        if (old
                && rules.stream()
                        .flatMap(LifecycleDocument::ofNoncurrent)
                        .anyMatch(action -> action.one(NEWER).isPresent())) {
            throw S3Error.INVALID_REQUEST.saying(NEWER + " element can only be used in Lifecycle V2.");
        }
    }

    private static Stream<XmlElement> ofNoncurrent(XmlElement rule) {
        return Stream.of("NoncurrentVersionExpiration", "NoncurrentVersionTransition")
                .flatMap(name -> rule.all(name).stream());
    }

    /// Rules of the old form that do the same must not be about the same keys.
    private static void checkPrefixes(List<XmlElement> rules) {
        for (int i = 0; i < rules.size(); i++) {
            for (int j = i + 1; j < rules.size(); j++) {
                var first = prefix(rules.get(i));
                var second = prefix(rules.get(j));
                if (first.equals(second)) {
                    throw S3Error.INVALID_REQUEST.saying("Found two rules with same prefix '" + first + "'");
                }
                var shared = first.startsWith(second) || second.startsWith(first)
                        ? sharedAction(rules.get(i), rules.get(j))
                        : Optional.<String>empty();
                if (shared.isPresent()) {
                    throw S3Error.INVALID_REQUEST.saying("Found overlapping prefixes '" + first + "' and '" + second
                            + "' for same action type '" + shared.get() + "'");
                }
            }
        }
    }

    private static Optional<String> sharedAction(XmlElement one, XmlElement other) {
        return ACTIONS.stream()
                .filter(action ->
                        !one.all(action).isEmpty() && !other.all(action).isEmpty())
                .findFirst();
    }

    private static String prefix(XmlElement conditions) {
        return conditions.one("Prefix").map(XmlElement::exactText).orElse("");
    }

    private static void checkConditions(XmlElement rule) {
        var filter = rule.one("Filter");
        var conditions = filter.flatMap(all -> all.one("And")).or(() -> filter).orElse(rule);
        if (prefix(conditions).getBytes(StandardCharsets.UTF_8).length > MAX_PREFIX_BYTES) {
            throw S3Error.INVALID_REQUEST.saying("The maximum size of a prefix is 1024.");
        }
        for (var tag : TagSet.elements(conditions)) {
            if (!tag.hasKeyWithinLimits()) {
                throw S3Error.INVALID_TAG.saying("The TagKey you have provided is invalid");
            }
            if (!tag.hasValueWithinLimits()) {
                throw S3Error.INVALID_TAG.saying("The TagValue you have provided is invalid");
            }
        }
        boolean sized = false;
        for (var name : SIZES) {
            var bytes = LifecycleConfiguration.number(conditions, name);
            sized |= bytes.isPresent();
            if (bytes.filter(number -> number < 0).isPresent()) {
                throw S3Error.INVALID_ARGUMENT.saying("'" + name + "' must be nonnegative");
            }
        }
        if (sized && rule.one("AbortIncompleteMultipartUpload").isPresent()) {
            throw S3Error.INVALID_REQUEST.saying("AbortIncompleteMultipartUpload cannot be specified with Object Size");
        }
    }

    private static void checkNewer(XmlElement rule) {
        if (ofNoncurrent(rule)
                .flatMap(action -> LifecycleConfiguration.number(action, NEWER).stream())
                .anyMatch(kept -> kept > MAX_NEWER_VERSIONS)) {
            throw S3Error.INVALID_ARGUMENT.saying(
                    "'" + NEWER + "' must be less than or equal to " + MAX_NEWER_VERSIONS);
        }
    }
}
