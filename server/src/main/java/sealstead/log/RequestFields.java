package sealstead.log;

import com.fasterxml.jackson.databind.node.ObjectNode;
import sealstead.wire.FinishedRequest;

/// A request as JSON tells of it, in logs and to who watches.
public final class RequestFields {
    private RequestFields() {}

    public static void addTo(ObjectNode into, FinishedRequest request) {
        var call = request.call();
        into.put("requestId", request.id())
                .put("address", request.address())
                .put("principal", call.principal())
                .put("method", request.method())
                .put("path", request.path())
                .put("api", call.api())
                .put("operation", call.operation())
                .put("status", request.status())
                .put("error", call.error())
                .put("millis", request.nanos() / 1_000_000.0)
                .put("bytesIn", request.bytesIn())
                .put("bytesOut", request.bytesOut());
    }
}
