package sealstead.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// What came of a move, as a document.
public final class MoveReports {
    private MoveReports() {}

    public static ObjectNode document(Moving.Report report) {
        var outcome = report.outcome();
        return JsonNodeFactory.instance
                .objectNode()
                .put("move", report.id())
                .put("from", report.from())
                .put("to", report.to())
                .put("groups", outcome.groups())
                .put("records", outcome.cells())
                .put("recordBytes", outcome.recordBytes())
                .put("recordDigest", outcome.recordDigest())
                .put("blobs", outcome.blobs())
                .put("blobBytes", outcome.blobBytes())
                .put("blobDigest", outcome.blobDigest())
                .put("auditFiles", report.trail().files())
                .put("auditBytes", report.trail().bytes());
    }
}
