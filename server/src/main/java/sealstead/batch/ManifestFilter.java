package sealstead.batch;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import sealstead.encryption.Envelope;
import sealstead.encryption.ObjectKeys;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.object.StoredObject;
import sealstead.s3.replication.ExistingVersions;
import sealstead.xml.XmlElement;

/// Which objects a generated manifest has: those that every filter lets through. All of it stands in the records of the
/// objects; none is opened and no key asked for.
///
/// @param prefixes any of them; none for all keys
/// @param encryption absent for all objects
/// @param storageClasses none for all
/// @param replication statuses; none for all
record ManifestFilter(
        List<String> prefixes,
        List<String> suffixes,
        List<String> substrings,
        Optional<Instant> after,
        Optional<Instant> before,
        Optional<Long> largerThan,
        Optional<Long> smallerThan,
        List<String> storageClasses,
        Optional<Protection> encryption,
        List<String> replication,
        Optional<Boolean> replicable) {
    static final ManifestFilter ALL = new ManifestFilter(
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            List.of(),
            Optional.empty());

    private static final List<String> STORAGE_CLASSES = List.of(
            "STANDARD", "STANDARD_IA", "ONEZONE_IA", "GLACIER", "INTELLIGENT_TIERING", "DEEP_ARCHIVE", "GLACIER_IR");
    private static final int MAX_TEXTS = 1000;

    /// How objects are encrypted.
    ///
    /// @param scheme absent for objects that are not, of which there are none
    /// @param keyArn absent for any key
    /// @param bucketKey absent for both
    record Protection(Optional<Envelope.Scheme> scheme, Optional<String> keyArn, Optional<Boolean> bucketKey) {
        boolean isOf(Envelope envelope) {
            var kms = envelope.kms();
            return scheme.filter(envelope.scheme()::equals).isPresent()
                    && keyArn.map(arn ->
                                    kms.filter(key -> key.keyArn().equals(arn)).isPresent())
                            .orElse(true)
                    && bucketKey
                            .map(wanted -> wanted
                                    == kms.filter(ObjectKeys.OfKms::isBucketKey).isPresent())
                            .orElse(true);
        }
    }

    ManifestFilter {
        prefixes = List.copyOf(prefixes);
        suffixes = List.copyOf(suffixes);
        substrings = List.copyOf(substrings);
        storageClasses = List.copyOf(storageClasses);
        replication = List.copyOf(replication);
    }

    static ManifestFilter read(XmlElement element) {
        var filter = Members.of(
                element,
                "EligibleForReplication",
                "CreatedAfter",
                "CreatedBefore",
                "ObjectReplicationStatuses",
                "KeyNameConstraint",
                "ObjectSizeGreaterThanBytes",
                "ObjectSizeLessThanBytes",
                "MatchAnyStorageClass",
                "MatchAnyObjectEncryption");
        var names = filter.one("KeyNameConstraint")
                .map(constraint -> Members.of(constraint, "MatchAnyPrefix", "MatchAnySuffix", "MatchAnySubstring"));
        return new ManifestFilter(
                names.map(constraint -> texts(constraint, "MatchAnyPrefix")).orElse(List.of()),
                names.map(constraint -> texts(constraint, "MatchAnySuffix")).orElse(List.of()),
                names.map(constraint -> texts(constraint, "MatchAnySubstring")).orElse(List.of()),
                filter.time("CreatedAfter"),
                filter.time("CreatedBefore"),
                filter.number("ObjectSizeGreaterThanBytes", Long.MAX_VALUE),
                filter.number("ObjectSizeLessThanBytes", Long.MAX_VALUE),
                words(filter, "MatchAnyStorageClass", STORAGE_CLASSES),
                filter.one("MatchAnyObjectEncryption").map(ManifestFilter::protection),
                words(filter, "ObjectReplicationStatuses", List.of("COMPLETED", "FAILED", "REPLICA", "NONE")),
                filter.flag("EligibleForReplication"));
    }

    private static List<String> texts(Members members, String name) {
        var texts = members.list(name, "member").stream()
                .map(item -> Members.bounded(name, item.exactText(), 1024))
                .toList();
        if (texts.size() > MAX_TEXTS) {
            throw Members.invalid(name);
        }
        return texts;
    }

    private static List<String> words(Members members, String name, List<String> known) {
        var words = members.list(name, "member").stream().map(XmlElement::text).toList();
        if (!known.containsAll(words)) {
            throw Members.invalid(name);
        }
        return words;
    }

    private static Protection protection(XmlElement list) {
        var all = list.only("ObjectEncryption").all("ObjectEncryption");
        if (all.size() != 1 || all.getFirst().children().size() != 1) {
            throw Members.invalid("MatchAnyObjectEncryption");
        }
        var kind = all.getFirst()
                .only("SSE-S3", "SSE-KMS", "DSSE-KMS", "SSE-C", "NOT-SSE")
                .children()
                .getFirst();
        var key = Optional.<String>empty();
        var bucketKey = Optional.<Boolean>empty();
        switch (kind.name()) {
            case "SSE-KMS" -> {
                var kms = Members.of(kind, "KmsKeyArn", "BucketKeyEnabled");
                key = keyArn(kms);
                bucketKey = kms.flag("BucketKeyEnabled");
            }
            case "DSSE-KMS" -> key = keyArn(Members.of(kind, "KmsKeyArn"));
            default -> kind.only();
        }
        return new Protection(
                switch (kind.name()) {
                    case "SSE-S3" -> Optional.of(Envelope.Scheme.SSE_S3);
                    case "SSE-KMS" -> Optional.of(Envelope.Scheme.SSE_KMS);
                    case "DSSE-KMS" -> Optional.of(Envelope.Scheme.DSSE_KMS);
                    case "SSE-C" -> Optional.of(Envelope.Scheme.SSE_C);
                    default -> Optional.empty();
                },
                key,
                bucketKey);
    }

    private static Optional<String> keyArn(Members kms) {
        return kms.matching("KmsKeyArn", 2048, "arn:aws[a-zA-Z0-9-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[a-zA-Z0-9-]+");
    }

    /// The prefixes that have to be walked: none lies within another.
    List<String> walks() {
        if (prefixes.isEmpty()) {
            return List.of("");
        }
        return prefixes.stream()
                .distinct()
                .filter(prefix ->
                        prefixes.stream().noneMatch(other -> !other.equals(prefix) && prefix.startsWith(other)))
                .sorted()
                .toList();
    }

    /// Whether an object under one of [#walks] is meant.
    boolean lets(Bucket bucket, String key, StoredObject object, ExistingVersions versions) throws IOException {
        return any(suffixes, key::endsWith)
                && any(substrings, key::contains)
                && after.map(time -> object.lastModified().isAfter(time)).orElse(true)
                && before.map(time -> object.lastModified().isBefore(time)).orElse(true)
                && largerThan.map(size -> object.bytes() > size).orElse(true)
                && smallerThan.map(size -> object.bytes() < size).orElse(true)
                && any(storageClasses, object.storage().storageClass().shown(bucket)::equals)
                && encryption.map(kind -> kind.isOf(object.envelope())).orElse(true)
                && any(replication, object.replication().name()::equals)
                && (replicable.isEmpty() || replicable.get() == versions.isEligible(bucket, key, object));
    }

    private static boolean any(List<String> wanted, Predicate<String> test) {
        return wanted.isEmpty() || wanted.stream().anyMatch(test);
    }
}
