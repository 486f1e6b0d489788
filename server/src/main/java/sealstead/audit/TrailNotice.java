package sealstead.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import sealstead.time.IsoTime;

/// What the trail says of itself, in lines that are chained like all others: that events are missing, and how many.
/// No API's event has their source.
///
/// @param kind what happened
/// @param details as they stand in `serviceEventDetails`
record TrailNotice(Kind kind, ObjectNode details) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SOURCE = "audit.sealstead";

    /// What the trail tells of itself.
    enum Kind {
        /// Events came and are not there.
        EVENTS_NOT_RECORDED("EventsNotRecorded"),
        /// The server before was killed: events that it held in memory are not there, if there were any.
        TRAIL_INTERRUPTED("TrailInterrupted"),
        /// Lines or the anchor were taken away: what `audit verify` calls a fault for ever.
        TRAIL_BROKEN("TrailBroken");

        private final String eventName;

        Kind(String eventName) {
            this.eventName = eventName;
        }
    }

    static TrailNotice notRecorded(Losses.Lost lost) {
        var details = JsonNodeFactory.instance.objectNode().put("events", lost.total());
        var reasons = details.putObject("reasons");
        lost.counts().forEach((reason, count) -> reasons.put(reason.meaning(), count));
        details.put("since", IsoTime.toMillis(lost.since()));
        return new TrailNotice(Kind.EVENTS_NOT_RECORDED, details);
    }

    /// @param mostBytes how much a server holds in memory at most
    static TrailNotice interrupted(long mostBytes) {
        return new TrailNotice(
                Kind.TRAIL_INTERRUPTED,
                JsonNodeFactory.instance
                        .objectNode()
                        .put(
                                "reason",
                                "the server before did not stop in order; events that it had not written are lost")
                        .put("lostBytesAtMost", mostBytes));
    }

    static TrailNotice broken(String reason) {
        return new TrailNotice(
                Kind.TRAIL_BROKEN, JsonNodeFactory.instance.objectNode().put("reason", reason));
    }

    /// The record, as one JSON object.
    byte[] text(Instant time, UUID id) {
        var record = JsonNodeFactory.instance.objectNode().put("eventVersion", AuditEvent.VERSION);
        record.putObject("userIdentity").put("type", "AWSService").put("invokedBy", SOURCE);
        record.put("eventTime", IsoTime.toSeconds(time))
                .put("eventSource", SOURCE)
                .put("eventName", kind.eventName)
                .put("awsRegion", "")
                .put("sourceIPAddress", SOURCE)
                .put("userAgent", SOURCE)
                .set("requestParameters", null);
        record.set("responseElements", null);
        record.put("eventID", id.toString())
                .put("readOnly", true)
                .put("eventType", "AwsServiceEvent")
                .put("managementEvent", true)
                .put("recipientAccountId", "")
                .set("serviceEventDetails", details);
        record.put("eventCategory", "Management");
        return record.toString().getBytes(StandardCharsets.UTF_8);
    }

    /// The notice that a record is; absent if it is an event.
    static Optional<TrailNotice> of(String record) {
        if (!record.contains("\"eventSource\":\"" + SOURCE + "\"")) {
            return Optional.empty();
        }
        try {
            var json = JSON.readTree(record);
            for (var kind : Kind.values()) {
                if (json.path("eventSource").asText().equals(SOURCE)
                        && json.path("eventName").asText().equals(kind.eventName)
                        && json.path("serviceEventDetails") instanceof ObjectNode details) {
                    return Optional.of(new TrailNotice(kind, details));
                }
            }
        } catch (JsonProcessingException notARecord) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private JsonNode detail(String name) {
        return details.path(name);
    }

    /// How many events it says are not there.
    long events() {
        return detail("events").asLong();
    }

    /// In words, for whoever verifies.
    String words() {
        return switch (kind) {
            case EVENTS_NOT_RECORDED ->
                String.format(
                        Locale.ROOT,
                        "%d events since %s are not recorded: %s",
                        events(),
                        detail("since").asText(),
                        detail("reasons"));
            case TRAIL_INTERRUPTED, TRAIL_BROKEN -> detail("reason").asText();
        };
    }
}
