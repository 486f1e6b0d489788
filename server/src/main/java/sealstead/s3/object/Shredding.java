package sealstead.s3.object;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import sealstead.kms.KeyEnd;
import sealstead.shred.ShredCertificates;
import sealstead.wire.PercentEncoding;

/// Has a certificate made of what becomes unreadable with a KMS key, or with one of its versions.
public final class Shredding implements KeyEnd {
    /// What is written under a key while its list is made can only be moved or changed, since nobody can use
    /// the key any more; then the list is made again.
    private static final int ATTEMPTS = 3;

    private static final int MAX_BUCKETS = 10_000;

    private final KeyDependents dependents;
    private final ShredCertificates certificates;

    private final ShredCertificates.Destroyed destroyed;
    private final ShredCertificates.Erasing erasing;

    public Shredding(
            KeyDependents dependents,
            ShredCertificates certificates,
            ShredCertificates.Destroyed destroyed,
            ShredCertificates.Erasing erasing) {
        this.dependents = dependents;
        this.certificates = certificates;
        this.destroyed = destroyed;
        this.erasing = erasing;
    }

    /// Erases the wrapped material of what was destroyed from the files of the store and signs the
    /// certificates, those that a kill or a failure has left waiting too.
    public void finish() throws IOException {
        certificates.finish(destroyed, erasing);
    }

    @Override
    public void ending(Key key) throws IOException {
        var subject = new ShredCertificates.Subject(key.arn(), "");
        var of = new KeyDependents.Versions(key.arn(), key.keyMaterialIds());
        long moved = Long.MAX_VALUE;
        for (int attempt = 0; attempt < ATTEMPTS && moved > 0; attempt++) {
            var draft = certificates.begin(subject);
            if (draft.isEmpty()) {
                return;
            }
            try (var watch = dependents.watch(of)) {
                var found = dependents.list(of, dependent -> draft.get().line(line(dependent)));
                moved = watch.seen();
                var facts = JsonNodeFactory.instance
                        .objectNode()
                        .put("created", key.created().toString())
                        .put("deletionScheduled", key.scheduled().toString())
                        .put("windowDays", key.windowDays())
                        .put("windowEnded", key.windowEnded().toString());
                draft.get().ready(facts(facts, key.keyMaterialIds(), found, moved));
            }
        }
    }

    @Override
    public void ended(Key key, Instant when) throws IOException {
        certificates.destroyed(new ShredCertificates.Subject(key.arn(), ""), when);
    }

    /// Prepares the certificate of a version under which nothing is.
    void versionEnding(String keyArn, String keyMaterialId, KeyDependents.Report found) throws IOException {
        var draft = certificates.begin(new ShredCertificates.Subject(keyArn, keyMaterialId));
        if (draft.isPresent()) {
            draft.get().ready(facts(JsonNodeFactory.instance.objectNode(), List.of(keyMaterialId), found, 0));
        }
    }

    void versionEnded(String keyArn, String keyMaterialId, Instant when) throws IOException {
        certificates.destroyed(new ShredCertificates.Subject(keyArn, keyMaterialId), when);
    }

    private static ObjectNode facts(
            ObjectNode facts, List<String> keyMaterialIds, KeyDependents.Report found, long moved) {
        var versions = facts.putArray("keyMaterialIds");
        keyMaterialIds.forEach(versions::add);
        facts.put("looked", found.at().toString())
                .put("versions", found.versions())
                .put("bytes", found.bytes())
                .put("uploads", found.uploads())
                .put("complete", found.complete())
                .put("recordsNotRead", found.damaged())
                .put("changedMeanwhile", moved);
        var buckets = facts.putArray("buckets");
        var used = found.buckets().stream()
                .filter(row -> row.versions() + row.uploads() > 0)
                .toList();
        used.stream()
                .limit(MAX_BUCKETS)
                .forEach(row -> buckets.addObject()
                        .put("bucket", row.bucket())
                        .put("versions", row.versions())
                        .put("bytes", row.bytes())
                        .put("uploads", row.uploads()));
        return facts.put("bucketsNotNamed", Math.max(0, used.size() - MAX_BUCKETS));
    }

    /// A line of the list: no character of a name can be taken for the end of anything.
    private static String line(KeyDependents.Dependent dependent) {
        boolean version = dependent.uploadId().isEmpty();
        return String.join(
                "\t",
                dependent.bucket(),
                PercentEncoding.encode(dependent.key(), true),
                version ? "version" : "upload",
                version ? dependent.versionId() : dependent.uploadId(),
                Long.toString(dependent.bytes()));
    }
}
