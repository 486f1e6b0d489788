package sealstead.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.Optional;
import sealstead.audit.AuditTrail;
import sealstead.audit.AuditVerifier;
import sealstead.wire.Query;

/// What `sealstead audit verify` asks.
public final class AuditPages {
    private final AuditTrail trail;
    private final AuditVerifier verifier;

    public AuditPages(AuditTrail trail, AuditVerifier verifier) {
        this.trail = trail;
        this.verifier = verifier;
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
        } catch (IOException unreadable) {
            faultCount++;
            faults.add("the trail cannot be read: " + unreadable);
        }
        document.put("well", faultCount == 0).put("faultCount", faultCount).set("faults", faults);
        return document;
    }
}
