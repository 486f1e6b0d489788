package sealstead.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import sealstead.kms.DeletionGuard;
import sealstead.kms.KeyVersions;
import sealstead.s3.keys.BriefLooks;
import sealstead.s3.keys.KeyDependents;
import sealstead.s3.keys.VersionRetirement;
import sealstead.wire.Query;

/// The end of KMS keys and of their versions, and what hangs on them.
public final class KeyPages {
    private final VersionRetirement retirement;
    private final BriefLooks looks;
    private final Consumer<String> confirmation;
    private final Keys keys;
    private final LongAnswer retiring = new LongAnswer("retirement");

    /// Finds a key by what an operator calls it.
    @FunctionalInterface
    public interface Keys {
        Optional<KeyVersions> versions(String name) throws IOException;
    }

    /// @param confirmation takes the ARN of a key whose deletion an operator wants although it is in use
    public KeyPages(VersionRetirement retirement, BriefLooks looks, Consumer<String> confirmation, Keys keys) {
        this.retirement = retirement;
        this.looks = looks;
        this.confirmation = confirmation;
        this.keys = keys;
    }

    public Map<AdminOperation, AdminPage> all() {
        return Map.of(
                AdminOperation.RETIRE_KEY_VERSION, (query, body) -> retire(query),
                AdminOperation.GET_KEY_VERSION_RETIREMENT, (query, body) -> retiring.show(),
                AdminOperation.GET_KEY_IMPACT, (query, body) -> impact(key(query)),
                AdminOperation.CONFIRM_KEY_DELETION, (query, body) -> confirm(key(query)));
    }

    private ObjectNode impact(KeyVersions key) throws IOException {
        var found = looks.ofOperator(new KeyDependents.Versions(key.arn(), key.keyMaterialIds()))
                .orElseThrow(() -> new IllegalArgumentException("another look is under way: ask again"));
        return shown(key.arn(), found);
    }

    private ObjectNode confirm(KeyVersions key) {
        confirmation.accept(key.arn());
        return JsonNodeFactory.instance
                .objectNode()
                .put("keyArn", key.arn())
                .put("seconds", DeletionGuard.CONFIRMED_FOR.toSeconds());
    }

    /// `?key=KEY&version=VERSION&confirm=true`; without a confirmation it is only said what would become of it.
    private JsonNode retire(Query query) throws IOException {
        var key = key(query);
        var version = query.first("version").orElse("");
        if (!key.keyMaterialIds().contains(version)) {
            throw new IllegalArgumentException("the key has no such version, or it was retired before");
        }
        if (key.keyMaterialIds().getLast().equals(version)) {
            throw new IllegalArgumentException(
                    "that is the current version, under which new data comes: it is never retired");
        }
        retirement.check(key.arn(), version);
        boolean confirmed = query.first("confirm").filter("true"::equals).isPresent();
        return retiring.begin(() -> {
            var outcome = retirement.retire(key.arn(), version, confirmed);
            return shown(key.arn(), outcome.found())
                    .put("keyMaterialId", version)
                    .put("retired", outcome.retired())
                    .put("erased", outcome.erased())
                    .put("confirmed", confirmed)
                    .put("writes", outcome.writes());
        });
    }

    private KeyVersions key(Query query) throws IOException {
        return keys.versions(query.first("key").orElse(""))
                .orElseThrow(() -> new IllegalArgumentException("there is no KMS key of that id or ARN"));
    }

    private static ObjectNode shown(String keyArn, KeyDependents.Report report) {
        var document = JsonNodeFactory.instance
                .objectNode()
                .put("keyArn", keyArn)
                .put("at", report.at().toString())
                .put("versions", report.versions())
                .put("bytes", report.bytes())
                .put("uploads", report.uploads())
                .put("damaged", report.damaged())
                .put("complete", report.complete());
        var buckets = document.putArray("buckets");
        report.buckets()
                .forEach(row -> buckets.addObject()
                        .put("bucket", row.bucket())
                        .put("versions", row.versions())
                        .put("bytes", row.bytes())
                        .put("uploads", row.uploads())
                        .put("byDefault", row.byDefault()));
        var samples = document.putArray("samples");
        report.samples().forEach(sample -> {
            var shown = samples.addObject().put("bucket", sample.bucket()).put("key", sample.key());
            if (sample.uploadId().isEmpty()) {
                shown.put("versionId", sample.versionId()).put("bytes", sample.bytes());
            } else {
                shown.put("uploadId", sample.uploadId());
            }
        });
        return document;
    }
}
