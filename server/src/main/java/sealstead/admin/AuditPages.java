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
    public JsonNode verify(Query query) throws IOException {
        trail.flush();
        var verdict = verifier.verify(query.first("archived").equals(Optional.of("true")));
        return JsonNodeFactory.instance
                .objectNode()
                .put("well", verdict.isWell())
                .put("first", verdict.first())
                .put("last", verdict.events())
                .put("fault", verdict.fault());
    }
}
