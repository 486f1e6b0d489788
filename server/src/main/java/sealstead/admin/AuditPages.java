package sealstead.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import sealstead.audit.AuditSearch;
import sealstead.audit.AuditTrail;
import sealstead.audit.AuditVerifier;
import sealstead.wire.Query;

/// What `sealstead audit verify` asks, and a search in the trail.
public final class AuditPages {
    private static final int MAX_EVENTS = 200;

    private final AuditTrail trail;
    private final AuditVerifier verifier;
    private final AuditSearch search;
    /// It opens every line, so one at a time is enough.
    private final Semaphore turn = new Semaphore(1);

    public AuditPages(AuditTrail trail, AuditVerifier verifier, AuditSearch search) {
        this.trail = trail;
        this.verifier = verifier;
        this.search = search;
    }

    /// The newest events that fit all that is given: `name=OPERATION`, the beginning of a `source=`, a part of
    /// `user=ARN` and of `resource=ARN`, `request=ID`, the instants `from=` and `to=`, `errors=true` for what was
    /// refused; `limit=N`, 200 at most. `before=` goes on where the answer before left off.
    public JsonNode search(Query query) throws IOException {
        if (!turn.tryAcquire()) {
            throw new IllegalArgumentException("another search is under way: ask again");
        }
        try {
            trail.flush();
            long before = number(query, "before", Long.MAX_VALUE, Long.MAX_VALUE);
            var found = search.find(wanted(query), before, (int) number(query, "limit", 50, MAX_EVENTS));
            var document = JsonNodeFactory.instance.objectNode();
            document.putArray("events").addAll(found.events());
            found.before().ifPresent(next -> document.put("before", next));
            return document;
        } finally {
            turn.release();
        }
    }

    private static Predicate<JsonNode> wanted(Query query) {
        var from = instant(query, "from", Instant.MIN);
        var to = instant(query, "to", Instant.MAX);
        var name = text(query, "name");
        var source = text(query, "source");
        var user = text(query, "user");
        var resource = text(query, "resource");
        var request = text(query, "request");
        boolean errors = text(query, "errors").equals("true");
        return event -> (name.isEmpty() || event.path("eventName").asText().equalsIgnoreCase(name))
                && event.path("eventSource").asText().startsWith(source)
                && (request.isEmpty() || event.path("requestID").asText().equals(request))
                && (!errors || event.has("errorCode"))
                && event.path("userIdentity").toString().contains(user)
                && (resource.isEmpty() || names(event, resource))
                && isWithin(event, from, to);
    }

    /// What was asked for is named among the resources or, of what was refused, in the parameters alone.
    private static boolean names(JsonNode event, String resource) {
        return event.path("resources").toString().contains(resource)
                || event.path("requestParameters").toString().contains(resource);
    }

    private static boolean isWithin(JsonNode event, Instant from, Instant to) {
        try {
            var time = Instant.parse(event.path("eventTime").asText());
            return !time.isBefore(from) && !time.isAfter(to);
        } catch (DateTimeParseException notAnEvent) {
            return false;
        }
    }

    private static String text(Query query, String name) {
        return query.first(name).orElse("");
    }

    private static Instant instant(Query query, String name, Instant byDefault) {
        var text = text(query, name);
        try {
            return text.isEmpty() ? byDefault : Instant.parse(text);
        } catch (DateTimeParseException malformed) {
            throw new IllegalArgumentException(name + " is an instant such as 2026-01-31T12:00:00Z", malformed);
        }
    }

    private static long number(Query query, String name, long byDefault, long most) {
        var text = text(query, name);
        if (text.isEmpty()) {
            return byDefault;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException malformed) {
            // refused below
        }
        throw new IllegalArgumentException(name + " is a number from 1 to " + most);
    }

    /// @return how many faults its files have
    private static long addOther(ObjectNode row, AuditVerifier.Other other, ArrayNode faults) {
        row.put("gateway", other.gateway());
        other.last().ifPresent(last -> row.put("last", last));
        row.put("verified", other.verdict().isPresent());
        other.verdict()
                .ifPresent(found ->
                        found.faults().forEach(fault -> faults.add("gateway " + other.gateway() + ": " + fault)));
        return other.verdict().map(AuditVerifier.TrailVerdict::faultCount).orElse(0L);
    }

    /// `?archived=true` believes the first line there is.
    public JsonNode verify(Query query) {
        boolean written = trail.flush();
        var document = JsonNodeFactory.instance.objectNode();
        var faults = JsonNodeFactory.instance.arrayNode();
        long faultCount = 0;
        if (!written) {
            faultCount++;
            faults.add("the trail cannot be written now; what was recorded last is not in it");
        }
        try {
            var verdict = verifier.verify(query.first("archived").equals(Optional.of("true")));
            verdict.faults().forEach(faults::add);
            faultCount += verdict.faultCount();
            document.put("first", verdict.first())
                    .put("last", verdict.last())
                    .put("notRecorded", verdict.notRecorded());
            var notes = document.putArray("notes");
            verdict.notes().forEach(notes::add);
            for (var other : verifier.others()) {
                faultCount += addOther(document.withArray("otherGateways").addObject(), other, faults);
            }
        } catch (IOException unreadable) {
            faultCount++;
            faults.add("the trail cannot be read: " + unreadable);
        }
        document.put("well", faultCount == 0).put("faultCount", faultCount).set("faults", faults);
        return document;
    }
}
