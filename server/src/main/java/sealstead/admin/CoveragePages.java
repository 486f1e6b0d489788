package sealstead.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import sealstead.custody.StoreKey;
import sealstead.s3.keys.Coverage;
import sealstead.wire.Query;

/// Which stored versions are under which version of which key.
public final class CoveragePages {
    private final Look look;
    private final StoreKey store;
    private final Known known;
    /// It reads every record, so one at a time is enough.
    private final Semaphore turn = new Semaphore(1);

    /// Looks at everything, or at one bucket.
    @FunctionalInterface
    public interface Look {
        Coverage.Report at(Optional<String> bucket) throws IOException;
    }

    /// Says whether the KMS knows a key.
    @FunctionalInterface
    public interface Known {
        /// @param name the key's id or ARN
        /// @param version of it; empty for any
        boolean isKnown(String name, String version) throws IOException;
    }

    /// @param store under which all keys of this server are
    public CoveragePages(Look look, StoreKey store, Known known) {
        this.look = look;
        this.store = store;
        this.known = known;
    }

    /// `?bucket=NAME&key=KEY`: KEY is the id or ARN of a KMS key, with `@VERSION` behind it
    /// for one version of it. One that neither the KMS nor any record knows is refused.
    public JsonNode show(Query query) throws IOException {
        var bucket = query.first("bucket").filter(name -> !name.isEmpty());
        var key = query.first("key").filter(name -> !name.isEmpty());
        if (!turn.tryAcquire()) {
            throw new IllegalArgumentException("another look is under way");
        }
        Coverage.Report report;
        try {
            report = look.at(bucket);
        } finally {
            turn.release();
        }
        if (key.isPresent()
                && report.rows().stream().noneMatch(row -> isOf(row, key.get()))
                && !known.isKnown(name(key.get()), version(key.get()))) {
            throw new IllegalArgumentException(
                    "there is no KMS key of that id or ARN, or it has no such version, and" + " nothing is under it");
        }
        var document = JsonNodeFactory.instance
                .objectNode()
                .put("at", report.at().toString())
                .put("rootKeyId", store.rootKeyId())
                .put("storeKeyId", store.id())
                .put("complete", report.complete())
                .put("deleteMarkers", report.deleteMarkers())
                .put("unlabelled", report.unlabelled())
                .put("damaged", report.damaged());
        var rows = document.putArray("rows");
        for (var row : report.rows()) {
            if (key.isPresent() && !isOf(row, key.get())) {
                continue;
            }
            rows.addObject()
                    .put("bucket", row.bucket())
                    .put("protection", row.protection())
                    .put("bucketKey", row.bucketKey())
                    .put("keyArn", row.keyArn())
                    .put("keyMaterialId", row.keyMaterialId())
                    .put("serviceKeyId", row.serviceKeyId())
                    .put("keySince", row.keySince().map(Object::toString).orElse(""))
                    .put("versions", row.versions())
                    .put("bytes", row.bytes())
                    .put("uploads", row.uploads());
        }
        return document;
    }

    private static boolean isOf(Coverage.Row row, String key) {
        var name = name(key);
        var version = version(key);
        boolean ofKey = row.keyArn().equals(name) || row.keyArn().endsWith("key/" + name);
        return ofKey && (version.isEmpty() || row.keyMaterialId().equals(version));
    }

    private static String name(String key) {
        int at = key.indexOf('@');
        return at < 0 ? key : key.substring(0, at);
    }

    private static String version(String key) {
        int at = key.indexOf('@');
        return at < 0 ? "" : key.substring(at + 1);
    }
}
