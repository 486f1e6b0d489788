package sealstead.s3.notification;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import sealstead.s3.RequestDocument;
import sealstead.s3.S3Error;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.DocumentKind;
import sealstead.s3.configuration.Configuration;
import sealstead.s3.object.ObjectEvents;
import sealstead.store.Bytes;
import sealstead.wire.Clipped;
import sealstead.wire.Refusal;
import sealstead.wire.Reply;
import sealstead.xml.MalformedXmlException;
import sealstead.xml.XmlElement;
import sealstead.xml.XmlReader;
import sealstead.xml.XmlWriter;

/// Which events of a bucket go to which webhook. Queues, functions and event buses are refused: there are none.
public final class NotificationConfiguration implements Configuration {
    private static final String ROOT = "NotificationConfiguration";
    private static final int MAX_RULES = 100;
    private static final int MAX_ARN = 256;

    private final Webhooks webhooks;

    public NotificationConfiguration(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    @Override
    public DocumentKind kind() {
        return DocumentKind.NOTIFICATION;
    }

    @Override
    public Bytes checked(Bucket bucket, RequestDocument body) {
        var root = body.root().copy();
        root.only("TopicConfiguration", "QueueConfiguration", "CloudFunctionConfiguration", "EventBridgeConfiguration");
        if (root.one("EventBridgeConfiguration").isPresent()) {
            throw S3Error.NOT_IMPLEMENTED.saying("EventBridge notifications are not implemented.");
        }
        for (var destination : Destination.values()) {
            destination.arns(root).forEach(destination::checkArn);
        }
        for (var topic : root.all("TopicConfiguration")) {
            if (topic.text("Id").filter(id -> !id.isEmpty()).isEmpty()) {
                topic.put(
                        "Id", UUID.nameUUIDFromBytes(XmlWriter.document(topic)).toString());
            }
        }
        var rules = rules(root);
        checkDestinations(root, bucket);
        checkOverlaps(rules);
        return Bytes.wrap(XmlWriter.document(root));
    }

    /// Where events may go, as S3 has it.
    private enum Destination {
        QUEUE("Queue"),
        FUNCTION("CloudFunction"),
        TOPIC("Topic");

        private final String element;

        Destination(String element) {
            this.element = element;
        }

        private List<String> arns(XmlElement root) {
            return root.all(element + "Configuration").stream()
                    .map(rule -> rule.text(element).orElseThrow(MalformedXmlException::new))
                    .toList();
        }

        private void checkArn(String arn) {
            if (!arn.matches("arn:[^:]+:[^:]+:[^:]*:[^:]*:.+")) {
                throw S3Error.invalidArgument("The ARN could not be parsed", element, shown(arn));
            }
        }

        /// The two arguments by which S3 says that there is no such destination.
        private Refusal absent(Refusal refusal, String arn, int number) {
            var told = shown(arn);
            boolean function = this == FUNCTION;
            return refusal.with("ArgumentName" + number, function ? told + ", null" : told)
                    .with(
                            "ArgumentValue" + number,
                            function
                                    ? "Not authorized to invoke function [" + told + "]"
                                    : "The destination " + element.toLowerCase(Locale.ROOT) + " does not exist");
        }

        private static String shown(String arn) {
            return Clipped.of(arn, MAX_ARN);
        }
    }

    private void checkDestinations(XmlElement root, Bucket bucket) {
        var refusal = S3Error.INVALID_ARGUMENT.saying("Unable to validate the following destination configurations");
        int unknown = 0;
        for (var destination : Destination.values()) {
            for (var arn : destination.arns(root)) {
                boolean known = destination == Destination.TOPIC
                        && webhooks.named(arn, bucket).isPresent();
                if (!known && unknown < MAX_RULES) {
                    unknown++;
                    refusal = destination.absent(refusal, arn, unknown);
                }
            }
        }
        if (unknown > 0) {
            throw refusal;
        }
    }

    private static void checkOverlaps(List<NotificationRule> rules) {
        for (int i = 0; i < rules.size(); i++) {
            for (int j = i + 1; j < rules.size(); j++) {
                if (rules.get(i).overlaps(rules.get(j))) {
                    throw S3Error.INVALID_ARGUMENT.saying("Configurations overlap. Configurations on the same bucket"
                            + " cannot share a common event type.");
                }
            }
        }
    }

    /// The rules of a document that was accepted.
    public static List<NotificationRule> rules(Bytes document) {
        return rules(XmlReader.read(document.readOnlyArray(), ROOT));
    }

    private static List<NotificationRule> rules(XmlElement root) {
        var rules = new ArrayList<NotificationRule>();
        for (var topic : root.all("TopicConfiguration")) {
            rules.add(rule(topic.only("Id", "Topic", "Event", "Filter")));
        }
        if (rules.size() > MAX_RULES) {
            throw new MalformedXmlException();
        }
        return List.copyOf(rules);
    }

    private static NotificationRule rule(XmlElement topic) {
        var events = topic.all("Event").stream().map(XmlElement::text).toList();
        if (events.isEmpty()) {
            throw new MalformedXmlException();
        }
        events.forEach(NotificationConfiguration::checkEvent);
        var prefix = "";
        var suffix = "";
        var filter = topic.one("Filter")
                .flatMap(element -> element.only("S3Key").one("S3Key"))
                .map(element -> element.only("FilterRule").all("FilterRule"))
                .orElse(List.of());
        for (var rule : filter) {
            var name = rule.only("Name", "Value").text("Name").orElse("");
            var value = rule.one("Value").map(XmlElement::exactText).orElse("");
            // Either case is taken, and S3 shows a capital.
            switch (name.toLowerCase(Locale.ROOT)) {
                case "prefix" -> {
                    prefix = value;
                    rule.put("Name", "Prefix");
                }
                case "suffix" -> {
                    suffix = value;
                    rule.put("Name", "Suffix");
                }
                default ->
                    throw S3Error.invalidArgument(
                            "filter rule name must be either prefix or suffix", "FilterRule.Name", Clipped.of(name));
            }
        }
        var arn = topic.text("Topic").orElseThrow(MalformedXmlException::new);
        return new NotificationRule(topic.text("Id").orElse(""), arn, events, prefix, suffix);
    }

    private static void checkEvent(String event) {
        boolean known =
                Arrays.stream(ObjectEvents.Type.values()).anyMatch(type -> NotificationRule.covers(event, type));
        boolean whole = event.equals("s3:" + ObjectEvents.Type.TRANSITION.wireName())
                || NotificationRule.FAMILIES.stream().anyMatch(family -> event.startsWith("s3:" + family + ":"));
        if (!known || !whole) {
            throw S3Error.invalidArgument("The event is not supported for notifications", "Event", Clipped.of(event));
        }
    }

    @Override
    public Reply absent(Bucket bucket) {
        return Reply.of(200, "application/xml", XmlWriter.document(ROOT).toBytes());
    }
}
