package sealstead.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import sealstead.fault.FaultRule;
import sealstead.fault.Faults;
import sealstead.fault.MovableTime;
import sealstead.wire.Query;

/// Faults and time of a server that a client is tested against; there are none unless `test.faults` says so.
public final class FaultPages {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Faults faults;
    private final Optional<MovableTime> time;
    private final Maintenance maintenance;

    /// What the background jobs do by the clock.
    @FunctionalInterface
    public interface Maintenance {
        void now() throws IOException;
    }

    /// @param time absent where there are no faults
    public FaultPages(Faults faults, Optional<MovableTime> time, Maintenance maintenance) {
        this.faults = faults;
        this.time = time;
        this.maintenance = maintenance;
    }

    public Map<AdminOperation, AdminPage> all() {
        return Map.of(
                AdminOperation.PUT_FAULTS, (query, body) -> put(body),
                AdminOperation.GET_FAULTS, (query, body) -> show(),
                AdminOperation.MOVE_TIME, (query, body) -> move(query));
    }

    private MovableTime allowed() {
        return time.orElseThrow(() ->
                new IllegalArgumentException("this server makes no faults: the setting test.faults does not allow it"));
    }

    /// `[{"api":"kms","operation":"","kind":"outage","latencyMillis":0,"after":0,"times":0}]`, which replaces those
    /// before; an empty list ends them.
    private JsonNode put(String body) throws IOException {
        allowed();
        var document = body.isEmpty() ? JSON.createArrayNode() : JSON.readTree(body);
        if (!document.isArray()) {
            throw new IllegalArgumentException("faults are a list");
        }
        var rules = new ArrayList<FaultRule>();
        for (var each : document) {
            rules.add(new FaultRule(
                    each.path("api").asText(),
                    each.path("operation").asText(),
                    kind(each.path("kind").asText()),
                    Duration.ofMillis(each.path("latencyMillis").asLong()),
                    each.path("after").asLong(),
                    each.path("times").asLong()));
        }
        faults.set(List.copyOf(rules));
        return show();
    }

    private static FaultRule.Kind kind(String name) {
        try {
            return FaultRule.Kind.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException("a fault's kind is latency, throttle or outage", unknown);
        }
    }

    private JsonNode show() {
        allowed();
        var document = JsonNodeFactory.instance.objectNode();
        var rows = document.putArray("faults");
        for (var seen : faults.seen()) {
            rows.addObject()
                    .put("api", seen.rule().api())
                    .put("operation", seen.rule().operation())
                    .put("kind", seen.rule().kind().name().toLowerCase(Locale.ROOT))
                    .put("latencyMillis", seen.rule().latency().toMillis())
                    .put("after", seen.rule().after())
                    .put("times", seen.rule().times())
                    .put("calls", seen.calls());
        }
        return document;
    }

    /// `?by=PT1H` as if that time went by, and what is due by then happens; `?jump=PT1H` as a clock that is set wrong.
    private JsonNode move(Query query) throws IOException {
        var movable = allowed();
        try {
            query.first("by").map(Duration::parse).ifPresent(movable::pass);
            query.first("jump").map(Duration::parse).ifPresent(movable::jump);
        } catch (DateTimeParseException malformed) {
            throw new IllegalArgumentException("a duration is as PT1H30M", malformed);
        }
        maintenance.now();
        return JsonNodeFactory.instance
                .objectNode()
                .put("now", movable.instant().toString());
    }
}
