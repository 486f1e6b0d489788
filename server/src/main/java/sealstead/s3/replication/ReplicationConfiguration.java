package sealstead.s3.replication;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import sealstead.iam.ServiceRoles;
import sealstead.iam.policy.Conditions;
import sealstead.iam.policy.Decision;
import sealstead.iam.policy.Question;
import sealstead.iam.policy.Tag;
import sealstead.s3.RequestDocument;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;
import sealstead.s3.TagSet;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.bucket.DocumentKind;
import sealstead.s3.bucket.Versioning;
import sealstead.s3.configuration.Configuration;
import sealstead.s3.object.StorageClass;
import sealstead.store.Bytes;
import sealstead.wire.Clipped;
import sealstead.wire.Reply;
import sealstead.xml.MalformedXmlException;
import sealstead.xml.XmlElement;
import sealstead.xml.XmlReader;
import sealstead.xml.XmlWriter;

/// Where the versions of a bucket are replicated to. What would have no effect here is refused by its name.
public final class ReplicationConfiguration implements Configuration {
    /// The service that a role has to trust.
    static final String SERVICE = "s3.amazonaws.com";

    /// The only length of time that AWS's model has.
    private static final int MINUTES = 15;

    private static final String ROOT = "ReplicationConfiguration";
    private static final int MAX_RULES = 1000;
    private static final String SCHEMA = " for this version of Cross Region Replication configuration schema."
            + " Please refer to S3 Developer Guide for more information.";
    private static final String ROLE = "arn:aws:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]{1,512}";
    private static final String BUCKET = "arn:aws:s3:::";

    private final Buckets buckets;
    private final ServiceRoles roles;
    private final Elsewhere elsewhere;

    public ReplicationConfiguration(Buckets buckets, ServiceRoles roles, Elsewhere elsewhere) {
        this.buckets = buckets;
        this.roles = roles;
        this.elsewhere = elsewhere;
    }

    @Override
    public DocumentKind kind() {
        return DocumentKind.REPLICATION;
    }

    @Override
    public Bytes checked(S3Request request, Bucket bucket, RequestDocument body) throws IOException {
        var document = checked(bucket, body);
        var role = rules(document).role();
        var account = role.split(":", 6)[4];
        if (!account.equals(bucket.owner())) {
            throw S3Error.invalidArgument("The role is not of the bucket owner's account.", "Role", role);
        }
        if (roles.mayPass(request.context(), SERVICE, role, account) instanceof Decision.Deny denied) {
            var caller = request.context().caller().asPrincipal();
            var question = new Question(caller, "iam:PassRole", role, account, Conditions.NONE);
            throw caller.accountId().equals(account)
                    ? S3Error.ACCESS_DENIED.saying(denied.message(question))
                    : S3Error.ACCESS_DENIED.refusal();
        }
        return document;
    }

    /// A rule without an id gets one, made from what it says, so that the same document always reads back the same.
    @Override
    public Bytes checked(Bucket bucket, RequestDocument body) throws IOException {
        var root = body.root().copy();
        for (var rule : root.all("Rule")) {
            if (rule.text("ID").filter(id -> !id.isEmpty()).isEmpty()) {
                rule.put("ID", UUID.nameUUIDFromBytes(XmlWriter.document(rule)).toString());
            }
        }
        var rules = rules(root);
        if (bucket.versioning() != Versioning.ENABLED) {
            throw invalid("Versioning must be 'Enabled' on the bucket to apply a replication configuration");
        }
        for (var rule : rules.rules()) {
            checkTarget(bucket, rule.target());
        }
        return Bytes.wrap(XmlWriter.document(root));
    }

    private void checkTarget(Bucket bucket, ReplicationRule.Target target) throws IOException {
        if (target.bucket().equals(bucket.name())) {
            throw invalid("Destination bucket cannot be the same as the source bucket.");
        }
        if (elsewhere.of(bucket.owner(), target.bucket()).isPresent()) {
            checkElsewhere(bucket, target);
            return;
        }
        var destination = buckets.find(target.bucket())
                .filter(found -> !found.isDirectory())
                .orElseThrow(() -> invalid("Destination bucket must exist."));
        if (destination.versioning() != Versioning.ENABLED) {
            throw invalid("Destination bucket must have versioning enabled.");
        }
        // Whose the destination is, only its owner is told: what goes to another account's fails (Carrier).
        boolean locks = bucket.settings().lock().enabled();
        if (locks && !destination.settings().lock().enabled()) {
            throw invalid("Object Lock must be enabled on the destination bucket, as it is on the source bucket.");
        }
    }

    /// What is at the other endpoint nobody here can say; what is not carried there is refused.
    private static void checkElsewhere(Bucket bucket, ReplicationRule.Target target) {
        if (!target.account().isEmpty()) {
            throw S3Error.invalidArgument(
                    "The destination bucket is not of that account.", "Account", target.account());
        }
        if (bucket.settings().lock().enabled()) {
            throw invalid("A bucket with Object Lock is not replicated to another endpoint.");
        }
    }

    /// The rules of a document that was accepted.
    public static ReplicationRules rules(Bytes document) {
        return rules(XmlReader.read(document.readOnlyArray(), ROOT));
    }

    private static ReplicationRules rules(XmlElement root) {
        var role = root.only("Role", "Rule").text("Role").orElseThrow(MalformedXmlException::new);
        if (!role.matches(ROLE)) {
            throw S3Error.invalidArgument(
                    "Invalid Role specified in replication configuration", "Role", Clipped.of(role));
        }
        var elements = root.all("Rule");
        if (elements.isEmpty() || elements.size() > MAX_RULES) {
            throw new MalformedXmlException();
        }
        boolean second = elements.stream().anyMatch(rule -> rule.one("Filter").isPresent());
        var rules = new ArrayList<ReplicationRule>();
        var ids = new HashSet<String>();
        var priorities = new HashSet<Integer>();
        for (var element : elements) {
            var rule = rule(element, second);
            if (!ids.add(rule.id())) {
                throw S3Error.INVALID_ARGUMENT.saying("Rule Id must be unique");
            }
            if (second && !priorities.add(rule.priority())) {
                throw invalid("Found duplicate priority " + rule.priority() + ". Priority must be unique.");
            }
            rules.add(rule);
        }
        if (!second) {
            checkApart(rules);
        }
        return new ReplicationRules(role, rules);
    }

    /// In the older schema there is nothing that chooses between two rules.
    private static void checkApart(List<ReplicationRule> rules) {
        var prefixes = rules.stream().map(ReplicationRule::prefix).sorted().toList();
        for (int i = 1; i < prefixes.size(); i++) {
            if (prefixes.get(i).startsWith(prefixes.get(i - 1))) {
                throw invalid("Found overlapping prefixes '" + prefixes.get(i - 1) + "' and '" + prefixes.get(i) + "'");
            }
        }
    }

    private static ReplicationRule rule(XmlElement rule, boolean second) {
        rule.only(
                "ID",
                "Priority",
                "Prefix",
                "Filter",
                "Status",
                "SourceSelectionCriteria",
                "ExistingObjectReplication",
                "Destination",
                "DeleteMarkerReplication");
        var id = rule.text("ID").orElse("");
        if (id.getBytes(StandardCharsets.UTF_8).length > 255) {
            throw S3Error.INVALID_ARGUMENT.saying("ID length should not exceed allowed limit of 255");
        }
        var priority = rule.text("Priority").map(ReplicationConfiguration::number);
        var markers = rule.one("DeleteMarkerReplication");
        if (second) {
            if (rule.one("Filter").isEmpty() || rule.one("Prefix").isPresent()) {
                throw new MalformedXmlException();
            }
            if (priority.isEmpty()) {
                throw invalid("Priority must be specified" + SCHEMA);
            }
            if (markers.isEmpty()) {
                throw invalid("DeleteMarkerReplication must be specified" + SCHEMA);
            }
        } else {
            if (rule.one("Prefix").isEmpty()) {
                throw new MalformedXmlException();
            }
            if (priority.isPresent()) {
                throw invalid("Priority cannot be used" + SCHEMA);
            }
            if (markers.isPresent()) {
                throw invalid("DeleteMarkerReplication cannot be used" + SCHEMA);
            }
        }
        var conditions =
                rule.one("Filter").map(ReplicationConfiguration::conditions).orElse(rule);
        var tags = second ? tags(TagSet.elements(conditions)) : Map.<String, String>of();
        boolean withMarkers = markers.map(ReplicationConfiguration::isEnabled).orElse(true);
        if (withMarkers && !tags.isEmpty()) {
            throw invalid("Delete marker replication is not supported if any Tag filter is specified."
                    + " Please refer to S3 Developer Guide for more information.");
        }
        refuse(rule, "ExistingObjectReplication");
        var criteria = rule.one("SourceSelectionCriteria")
                .map(element -> element.only("SseKmsEncryptedObjects", "ReplicaModifications"));
        criteria.ifPresent(element -> refuse(element, "ReplicaModifications"));
        var sseKms = criteria.flatMap(element -> element.one("SseKmsEncryptedObjects"));
        boolean kms = sseKms.map(ReplicationConfiguration::isEnabled).orElse(false);
        var destination = rule.one("Destination").orElseThrow(MalformedXmlException::new);
        var target = target(destination);
        if (!target.kmsKey().isEmpty() && sseKms.isEmpty()) {
            throw invalid("SseKmsEncryptedObjects must be specified if EncryptionConfiguration is present.");
        }
        if (kms && target.kmsKey().isEmpty()) {
            throw invalid("EncryptionConfiguration must be specified if SseKmsEncryptedObjects is present.");
        }
        return new ReplicationRule(
                id, priority.orElse(0), isEnabled(rule), prefix(conditions), tags, withMarkers, kms, target);
    }

    private static String prefix(XmlElement conditions) {
        var prefix = conditions.one("Prefix").map(XmlElement::exactText).orElse("");
        if (prefix.getBytes(StandardCharsets.UTF_8).length > 1024) {
            throw S3Error.INVALID_ARGUMENT.saying("The maximum size of a prefix is 1024");
        }
        return prefix;
    }

    private static XmlElement conditions(XmlElement filter) {
        var only = filter.only("Prefix", "Tag", "And");
        if (only.children().size() > 1) {
            throw new MalformedXmlException();
        }
        return only.one("And").map(all -> all.only("Prefix", "Tag")).orElse(only);
    }

    private static Map<String, String> tags(List<Tag> elements) {
        var tags = new LinkedHashMap<String, String>();
        for (var tag : elements) {
            if (!tag.hasKeyWithinLimits() || !tag.hasValueWithinLimits()) {
                throw S3Error.INVALID_ARGUMENT.saying("The TagKey or TagValue you have provided is invalid");
            }
            if (tags.put(tag.key(), tag.value()) != null) {
                throw invalid("Duplicate Tag Keys are not allowed.");
            }
        }
        return tags;
    }

    private static ReplicationRule.Target target(XmlElement destination) {
        destination.only(
                "Bucket",
                "Account",
                "StorageClass",
                "AccessControlTranslation",
                "EncryptionConfiguration",
                "ReplicationTime",
                "Metrics");
        boolean timed = isTimed(destination, "ReplicationTime", "Time");
        if (timed && !isTimed(destination, "Metrics", "EventThreshold")) {
            throw invalid("Metrics must be enabled if ReplicationTime is enabled.");
        }
        var arn = destination.text("Bucket").orElseThrow(MalformedXmlException::new);
        if (!arn.startsWith(BUCKET) || arn.length() == BUCKET.length() || arn.indexOf('/') >= 0) {
            throw S3Error.invalidArgument("Invalid bucket ARN.", "Bucket", Clipped.of(arn));
        }
        var account = destination.text("Account").orElse("");
        if (!account.isEmpty() && !account.matches("[0-9]{12}")) {
            throw new MalformedXmlException();
        }
        var translation = destination
                .one("AccessControlTranslation")
                .map(element -> element.only("Owner").text("Owner").orElse(""));
        if (translation.filter(owner -> !owner.equals("Destination")).isPresent()) {
            throw new MalformedXmlException();
        }
        if (translation.isPresent() && account.isEmpty()) {
            throw invalid("Account must be specified if AccessControlTranslation is present.");
        }
        var storageClass = destination
                .text("StorageClass")
                .map(name -> StorageClass.named(name).orElseThrow(MalformedXmlException::new));
        var key = destination
                .one("EncryptionConfiguration")
                .map(element ->
                        element.only("ReplicaKmsKeyID").text("ReplicaKmsKeyID").orElse(""));
        if (key.filter(String::isEmpty).isPresent()) {
            throw invalid("ReplicaKmsKeyID must be specified if EncryptionConfiguration is present.");
        }
        var bucket = arn.substring(BUCKET.length());
        return new ReplicationRule.Target(bucket, account, translation.isPresent(), storageClass, key.orElse(""));
    }

    /// Whether replication within a quarter of an hour is asked for, or figures about it: both are so for all rules.
    private static boolean isTimed(XmlElement destination, String name, String threshold) {
        var member = destination.one(name);
        if (member.isEmpty()) {
            return false;
        }
        var minutes = member.get()
                .only("Status", threshold)
                .one(threshold)
                .map(time -> time.only("Minutes").text("Minutes").orElseThrow(MalformedXmlException::new));
        boolean enabled = isEnabled(member.get());
        if (minutes.filter(text -> number(text) != MINUTES).isPresent()
                || (enabled && minutes.isEmpty() && name.equals("ReplicationTime"))) {
            throw invalid(name + " must have a " + threshold + " of " + MINUTES + " minutes.");
        }
        return enabled;
    }

    /// Refuses a member that would have no effect.
    private static void refuse(XmlElement parent, String name) {
        var member = parent.one(name);
        if (member.isPresent() && isEnabled(member.get())) {
            throw S3Error.NOT_IMPLEMENTED.saying(name + " is not implemented.");
        }
    }

    private static boolean isEnabled(XmlElement element) {
        return switch (element.text("Status").orElse("")) {
            case "Enabled" -> true;
            case "Disabled" -> false;
            default -> throw new MalformedXmlException();
        };
    }

    private static int number(String text) {
        if (!text.matches("[0-9]{1,9}")) {
            throw new MalformedXmlException();
        }
        return Integer.parseInt(text);
    }

    private static RuntimeException invalid(String message) {
        return S3Error.INVALID_REQUEST.saying(message);
    }

    @Override
    public Reply absent(Bucket bucket) {
        throw S3Error.NO_SUCH_REPLICATION.refusal().with("BucketName", bucket.name());
    }
}
