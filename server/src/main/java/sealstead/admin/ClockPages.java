package sealstead.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import sealstead.health.Health;
import sealstead.health.ServerPart;
import sealstead.time.TimeRecord;
import sealstead.time.WitnessedTime;

/// How the machine's clock stands to the time that the store has counted, and the operator's word that it is right.
public final class ClockPages {
    private final WitnessedTime time;
    private final TimeRecord record;
    private final Health health;

    public ClockPages(WitnessedTime time, TimeRecord record, Health health) {
        this.time = time;
        this.record = record;
        this.health = health;
    }

    public JsonNode show() {
        return describe(time.standing());
    }

    /// Believes the clock as it is now. What is due by it happens from the next turn of each job on.
    public JsonNode accept() throws IOException {
        var standing = time.accept();
        record.write(time.kept());
        health.well(ServerPart.CLOCK);
        return describe(standing);
    }

    private static JsonNode describe(WitnessedTime.Standing standing) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("agree", standing.agree())
                .put("clock", standing.clock().toString())
                .put("counted", standing.counted().toString())
                .put("clockAheadSeconds", standing.clockAhead().toSeconds())
                .put("evenForSeconds", standing.evenFor().toSeconds())
                .put("runningSeconds", standing.running().toSeconds());
    }
}
