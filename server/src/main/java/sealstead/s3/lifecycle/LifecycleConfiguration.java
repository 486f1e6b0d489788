package sealstead.s3.lifecycle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import sealstead.iam.policy.Tag;
import sealstead.s3.RequestDocument;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.TagSet;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.DocumentKind;
import sealstead.s3.configuration.Configuration;
import sealstead.s3.object.HttpDate;
import sealstead.store.Bytes;
import sealstead.wire.Clipped;
import sealstead.wire.Reply;
import sealstead.xml.MalformedXmlException;
import sealstead.xml.XmlElement;
import sealstead.xml.XmlReader;
import sealstead.xml.XmlWriter;

/// The lifecycle of a bucket's objects.
public final class LifecycleConfiguration implements Configuration {
    private static final int MAX_RULES = 1000;
    private static final String MINIMUM = "x-amz-transition-default-minimum-object-size";
    private static final String MINIMUM_ELEMENT = "TransitionDefaultMinimumObjectSize";
    private static final String ALL_CLASSES = "all_storage_classes_128K";
    private static final String VARIES = "varies_by_storage_class";
    private static final String ROOT = "LifecycleConfiguration";

    @Override
    public DocumentKind kind() {
        return DocumentKind.LIFECYCLE;
    }

    /// A rule without an id gets one, made from what it says, so that the same document always reads back the same.
    @Override
    public Bytes checked(Bucket bucket, RequestDocument body) {
        var root = body.root().copy();
        if (bucket.isDirectory()) {
            DirectoryLifecycle.check(root);
        }
        for (var rule : root.all("Rule")) {
            if (rule.text("ID").filter(id -> !id.isEmpty()).isEmpty()) {
                var named = UUID.nameUUIDFromBytes(XmlWriter.document(rule)).toString();
                rule.put("ID", named);
            }
        }
        rules(root, false);
        LifecycleDocument.check(root);
        for (var rule : root.all("Rule")) {
            rule.all("Expiration").forEach(LifecycleConfiguration::writeOut);
            rule.all("Transition").forEach(LifecycleConfiguration::writeOut);
        }
        return Bytes.wrap(XmlWriter.document(root));
    }

    /// The header's word is kept as one more element, which the reader of the document never sees.
    @Override
    public Bytes checked(S3Request request, Bucket bucket, RequestDocument body) {
        var kept = checked(bucket, body);
        var size = request.header(MINIMUM).orElse(ALL_CLASSES);
        if (bucket.isDirectory() || size.equals(ALL_CLASSES)) {
            return kept;
        }
        if (!size.equals(VARIES)) {
            throw S3Error.INVALID_REQUEST.saying(
                    "Invalid TransitionDefaultMinimumObjectSize found: " + Clipped.of(size));
        }
        var root = XmlReader.read(kept.readOnlyArray(), ROOT);
        root.put(MINIMUM_ELEMENT, size);
        return Bytes.wrap(XmlWriter.document(root));
    }

    private static String minimum(Bytes document) {
        return XmlReader.read(document.readOnlyArray(), ROOT)
                .text(MINIMUM_ELEMENT)
                .orElse(ALL_CLASSES);
    }

    private static XmlElement withoutMinimum(Bytes document) {
        var root = XmlReader.read(document.readOnlyArray(), ROOT);
        root.remove(MINIMUM_ELEMENT);
        return root;
    }

    @Override
    public Reply done(Bucket bucket, Bytes document) {
        var reply = Reply.empty(putStatus());
        return bucket.isDirectory() ? reply : reply.with(MINIMUM, minimum(document));
    }

    /// The rules of a document that was accepted.
    public static List<LifecycleRule> rules(Bytes document) {
        return rules(withoutMinimum(document), minimum(document).equals(VARIES));
    }

    private static List<LifecycleRule> rules(XmlElement root, boolean variesBySize) {
        var rules = new ArrayList<LifecycleRule>();
        var ids = new HashSet<String>();
        for (var element : root.only("Rule").all("Rule")) {
            var rule = rule(element, variesBySize);
            if (!ids.add(rule.id())) {
                throw invalid("Rule ID must be unique. Found same ID for more than one rule");
            }
            rules.add(rule);
        }
        if (rules.isEmpty() || rules.size() > MAX_RULES) {
            throw new MalformedXmlException();
        }
        return List.copyOf(rules);
    }

    private static LifecycleRule rule(XmlElement rule, boolean variesBySize) {
        rule.only(
                "ID",
                "Status",
                "Prefix",
                "Filter",
                "Expiration",
                "Transition",
                "NoncurrentVersionExpiration",
                "NoncurrentVersionTransition",
                "AbortIncompleteMultipartUpload");
        var id = rule.text("ID").orElse("");
        if (id.getBytes(StandardCharsets.UTF_8).length > 255) {
            throw invalid("ID length should not exceed allowed limit of 255");
        }
        boolean enabled = switch (rule.text("Status").orElse("")) {
            case "Enabled" -> true;
            case "Disabled" -> false;
            default -> throw new MalformedXmlException();
        };
        var filter = filter(rule);
        var expiration = rule.one("Expiration");
        var days = expiration.map(e -> days(e, "Days", "'Days' for Expiration action must be a positive integer"));
        var date = expiration.flatMap(e -> e.text("Date")).map(LifecycleConfiguration::midnight);
        boolean markers = expiration
                .flatMap(
                        e -> e.only("Days", "Date", "ExpiredObjectDeleteMarker").one("ExpiredObjectDeleteMarker"))
                .map(XmlElement::isTrue)
                .orElse(false);
        if (expiration.isPresent() && expiration.get().children().size() != 1) {
            throw new MalformedXmlException();
        }
        var noncurrent = rule.one("NoncurrentVersionExpiration");
        var noncurrentDays = noncurrent.map(e -> days(
                e.only("NoncurrentDays", "NewerNoncurrentVersions"),
                "NoncurrentDays",
                "'NoncurrentDays' for NoncurrentVersionExpiration action must be a positive integer"));
        if (noncurrentDays.isPresent() && noncurrentDays.get().isEmpty()) {
            throw new MalformedXmlException();
        }
        int newestKept = noncurrent
                .map(e -> days(e, "NewerNoncurrentVersions", "'NewerNoncurrentVersions' must be a positive integer")
                        .orElse(0))
                .orElse(0);
        var abort = rule.one("AbortIncompleteMultipartUpload")
                .map(e -> days(
                        e.only("DaysAfterInitiation"),
                        "DaysAfterInitiation",
                        "'DaysAfterInitiation' for AbortIncompleteMultipartUpload action must be a positive integer"));
        if (abort.isPresent() && abort.get().isEmpty()) {
            throw new MalformedXmlException();
        }
        var transitions = Transition.read(rule, variesBySize);
        var noncurrentTransitions = Transition.readNoncurrent(rule, variesBySize);
        if (expiration.isEmpty()
                && noncurrent.isEmpty()
                && abort.isEmpty()
                && transitions.isEmpty()
                && noncurrentTransitions.isEmpty()) {
            throw S3Error.INVALID_REQUEST.saying("At least one action needs to be specified in a rule");
        }
        if (abort.isPresent() && !filter.tags().isEmpty()) {
            throw S3Error.INVALID_REQUEST.saying("AbortIncompleteMultipartUpload cannot be specified with Tags");
        }
        if (markers && !filter.tags().isEmpty()) {
            throw S3Error.INVALID_REQUEST.saying("ExpiredObjectDeleteMarker cannot be specified with Tags");
        }
        return new LifecycleRule(
                id,
                enabled,
                filter,
                days.orElse(OptionalInt.empty()),
                date,
                markers,
                noncurrentDays.orElse(OptionalInt.empty()),
                newestKept,
                abort.orElse(OptionalInt.empty()),
                transitions,
                noncurrentTransitions);
    }

    private static LifecycleRule.Filter filter(XmlElement rule) {
        var filter = rule.one("Filter");
        var prefix = rule.one("Prefix");
        if (filter.isPresent() == prefix.isPresent()) {
            throw new MalformedXmlException();
        }
        if (filter.isEmpty()) {
            return conditions(rule, List.of());
        }
        var element = filter.get().only("Prefix", "Tag", "ObjectSizeGreaterThan", "ObjectSizeLessThan", "And");
        if (element.children().size() > 1) {
            throw new MalformedXmlException();
        }
        var and = element.one("And")
                .map(all -> all.only("Prefix", "Tag", "ObjectSizeGreaterThan", "ObjectSizeLessThan"))
                .orElse(element);
        return conditions(and, TagSet.elements(and));
    }

    private static LifecycleRule.Filter conditions(XmlElement element, List<Tag> tags) {
        var pairs = new LinkedHashMap<String, String>();
        for (var tag : tags) {
            if (pairs.put(tag.key(), tag.value()) != null) {
                throw S3Error.INVALID_REQUEST.saying("Duplicate Tag Keys are not allowed.");
            }
        }
        long greater = number(element, "ObjectSizeGreaterThan").orElse(-1L);
        long less = number(element, "ObjectSizeLessThan").orElse(Long.MAX_VALUE);
        if (greater >= less) {
            throw S3Error.INVALID_REQUEST.saying(
                    "'ObjectSizeLessThan' has to be a value greater than" + " 'ObjectSizeGreaterThan'");
        }
        var prefix = element.one("Prefix").map(XmlElement::exactText).orElse("");
        return new LifecycleRule.Filter(prefix, pairs, greater, less);
    }

    static OptionalInt days(XmlElement element, String name, String complaint) {
        var number = number(element, name);
        if (number.isEmpty()) {
            return OptionalInt.empty();
        }
        if (number.get() < 1 || number.get() > Integer.MAX_VALUE) {
            throw invalid(complaint);
        }
        return OptionalInt.of(number.get().intValue());
    }

    static Optional<Long> number(XmlElement element, String name) {
        return element.text(name).map(text -> {
            if (!text.matches("-?[0-9]{1,18}")) {
                throw new MalformedXmlException();
            }
            return Long.parseLong(text);
        });
    }

    /// A date reads back as a moment, in whatever form it came.
    private static void writeOut(XmlElement action) {
        action.text("Date").ifPresent(date -> action.put("Date", HttpDate.xml(midnight(date))));
    }

    static Instant midnight(String text) {
        Instant date;
        try {
            date = text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException malformed) {
            throw new MalformedXmlException();
        }
        if (date.atOffset(ZoneOffset.UTC).toLocalTime().toNanoOfDay() != 0) {
            throw S3Error.invalidArgument("'Date' must be at midnight GMT", "Date", HttpDate.exact(date));
        }
        return date;
    }

    private static RuntimeException invalid(String message) {
        return S3Error.INVALID_ARGUMENT.saying(message);
    }

    @Override
    public Reply present(Bucket bucket, Bytes document) throws IOException {
        if (bucket.isDirectory()) {
            return Configuration.super.present(bucket, document);
        }
        return Configuration.super
                .present(bucket, Bytes.wrap(XmlWriter.document(withoutMinimum(document))))
                .with(MINIMUM, minimum(document));
    }

    @Override
    public Reply absent(Bucket bucket) {
        throw S3Error.NO_SUCH_LIFECYCLE.refusal().with("BucketName", bucket.name());
    }
}
