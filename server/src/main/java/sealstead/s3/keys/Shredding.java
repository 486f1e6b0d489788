package sealstead.s3.keys;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.custody.LabelGate;
import sealstead.kms.KeyEnd;
import sealstead.shred.ShredCertificates;
import sealstead.wire.PercentEncoding;

/// Has a certificate made of what becomes unreadable with KMS keys, or with one of their versions.
public final class Shredding implements KeyEnd {
    private static final Logger LOG = LoggerFactory.getLogger(Shredding.class);
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

    /// One walk lists what hangs on all of them. What fails with one of them costs only that one.
    @Override
    public Set<String> ending(List<Key> keys) {
        var ready = new HashSet<String>();
        var left = keys;
        for (int attempt = 0; attempt < ATTEMPTS && !left.isEmpty(); attempt++) {
            left = prepare(left, ready);
        }
        return ready;
    }

    /// The list of a key while it is made.
    private static final class Listing implements AutoCloseable {
        private final Key key;
        private final ShredCertificates.Draft draft;
        private final LabelGate.Watch watch;
        private Optional<Exception> failure = Optional.empty();

        Listing(Key key, ShredCertificates.Draft draft, LabelGate.Watch watch) {
            this.key = key;
            this.draft = draft;
            this.watch = watch;
        }

        void add(KeyDependents.Dependent dependent) {
            if (failure.isEmpty()) {
                try {
                    draft.line(line(dependent));
                } catch (IOException | RuntimeException failed) {
                    failure = Optional.of(failed);
                }
            }
        }

        @Override
        public void close() {
            watch.close();
        }
    }

    /// @param ready gets those whose certificates are
    /// @return those of which something was changed meanwhile
    private List<Key> prepare(List<Key> keys, Set<String> ready) {
        var lists = new ArrayList<Listing>();
        try {
            for (var key : keys) {
                ready.remove(key.arn());
                try {
                    var draft = certificates.begin(new ShredCertificates.Subject(key.arn(), ""));
                    if (draft.isPresent()) {
                        lists.add(new Listing(key, draft.get(), dependents.watch(of(key))));
                    } else {
                        ready.add(key.arn());
                    }
                } catch (IOException | RuntimeException failed) {
                    tellWaits(key, failed);
                }
            }
            return lists.isEmpty() ? List.of() : fill(lists, ready);
        } finally {
            lists.forEach(Listing::close);
        }
    }

    private List<Key> fill(List<Listing> lists, Set<String> ready) {
        List<KeyDependents.Report> reports;
        try {
            var of = lists.stream().map(list -> of(list.key)).toList();
            reports =
                    dependents.list(of, (number, dependent) -> lists.get(number).add(dependent));
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("the server stops");
            }
        } catch (IOException | RuntimeException failed) {
            lists.forEach(list -> tellWaits(list.key, failed));
            return List.of();
        }
        var again = new ArrayList<Key>();
        for (int i = 0; i < lists.size(); i++) {
            var list = lists.get(i);
            try {
                if (list.failure.isPresent()) {
                    tellWaits(list.key, list.failure.get());
                    continue;
                }
                long moved = list.watch.seen();
                var ids = list.key.keyMaterialIds();
                list.draft.ready(facts(facts(list.key), ids, reports.get(i), moved));
                ready.add(list.key.arn());
                if (moved > 0) {
                    again.add(list.key);
                }
            } catch (IOException | RuntimeException failed) {
                tellWaits(list.key, failed);
            }
        }
        return again;
    }

    private static void tellWaits(Key key, Exception failed) {
        LOG.error("{} is not destroyed yet, as its certificate cannot be prepared: {}", key.arn(), failed.toString());
    }

    private static KeyDependents.Versions of(Key key) {
        return new KeyDependents.Versions(key.arn(), key.keyMaterialIds());
    }

    private static ObjectNode facts(Key key) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("created", key.created().toString())
                .put("deletionScheduled", key.scheduled().toString())
                .put("windowDays", key.windowDays())
                .put("windowEnded", key.windowEnded().toString());
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

    /// Whether the material of a version is not destroyed.
    boolean isKept(String keyArn, String keyMaterialId) throws IOException {
        return !destroyed.isDestroyed(new ShredCertificates.Subject(keyArn, keyMaterialId));
    }

    /// The version stays after all.
    void versionKept(String keyArn, String keyMaterialId) throws IOException {
        certificates.drop(new ShredCertificates.Subject(keyArn, keyMaterialId));
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
