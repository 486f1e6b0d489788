package sealstead.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.backup.Backup;
import sealstead.backup.BackupKey;
import sealstead.backup.BackupPlace;
import sealstead.custody.StoreKey;
import sealstead.wire.Query;

/// A backup that an operator asked for: begun by one request and followed by others. It goes on when nobody
/// follows it.
public final class BackupPages {
    /// Its body has a secret.

    private static final Logger LOG = LoggerFactory.getLogger(BackupPages.class);
    /// How long a stop waits for a place that does not answer.
    private static final long PATIENCE_SECONDS = 10;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Backup backup;
    private final Places places;
    private final StoreKey store;
    private final AtomicReference<Optional<Current>> current = new AtomicReference<>(Optional.empty());

    /// Opens the place that an operator has named.
    @FunctionalInterface
    public interface Places {
        /// @param to a folder, or `s3://bucket/prefix`
        /// @param side for the latter: `endpoint`, `region`, `accessKeyId`, `secretAccessKey`, `sessionToken`
        /// @throws IllegalArgumentException if it is none
        BackupPlace open(String to, JsonNode side) throws IOException;
    }

    public BackupPages(Backup backup, Places places, StoreKey store) {
        this.backup = backup;
        this.places = places;
        this.store = store;
    }

    private static final class Current {
        private final String to;
        private final Backup.Run run;
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile boolean running = true;
        private volatile String failure = "";
        private volatile Optional<Backup.Made> made = Optional.empty();

        Current(String to, Backup.Run run) {
            this.to = to;
            this.run = run;
        }
    }

    public Map<AdminOperation, AdminPage> all() {
        return Map.of(
                AdminOperation.CREATE_BACKUP,
                this::begin,
                AdminOperation.GET_BACKUP,
                (query, body) -> show(),
                AdminOperation.CANCEL_BACKUP,
                (query, body) -> cancel());
    }

    /// `?to=PLACE&rate=BYTES&recheck=true`, with the credentials of an S3 endpoint in the body.
    private JsonNode begin(Query query, String body) throws IOException {
        var to = query.first("to")
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> new IllegalArgumentException("say where to: a folder, or s3://bucket/prefix"));
        var options = new Backup.Options(
                rate(query), query.first("recheck").filter("true"::equals).isPresent());
        var next = new Current(to, backup.run(options));
        var last = current.get();
        boolean running = last.isPresent() && last.get().running;
        if (running || !current.compareAndSet(last, Optional.of(next))) {
            throw new IllegalArgumentException("a backup is under way");
        }
        BackupPlace place;
        try {
            place = places.open(to, body.isEmpty() ? JsonNodeFactory.instance.objectNode() : JSON.readTree(body));
        } catch (IOException | RuntimeException unusable) {
            next.failure = told(unusable);
            next.running = false;
            next.ended.countDown();
            throw new IllegalArgumentException(next.failure, unusable);
        }
        Thread.ofPlatform().name("backup").daemon().start(() -> run(next, place));
        return show();
    }

    private static String told(Throwable failed) {
        return failed.getMessage() == null ? failed.toString() : failed.getMessage();
    }

    private static long rate(Query query) {
        try {
            long rate = Long.parseLong(query.first("rate").orElse("0"));
            if (rate >= 0) {
                return rate;
            }
        } catch (NumberFormatException malformed) {
            // refused below
        }
        throw new IllegalArgumentException("rate is a number of bytes a second");
    }

    @SuppressWarnings("CatchingUnchecked") // whatever it is, it is what the operator is told
    private void run(Current now, BackupPlace place) {
        try (place;
                var key = new BackupKey(store)) {
            var made = now.run.into(place, key);
            now.made = Optional.of(made);
            LOG.info("point {} was made in {}", made.point().id(), now.to);
        } catch (Exception | Error failed) {
            now.failure = told(failed);
            LOG.warn("no point was made in {}: {}", now.to, now.failure);
        } finally {
            now.running = false;
            now.ended.countDown();
        }
    }

    private JsonNode cancel() {
        current.get().ifPresent(now -> now.run.cancel());
        return show();
    }

    /// Ends what is under way, for a server that stops: its folder may be another's then.
    public void close() {
        cancel();
        try {
            var now = current.get();
            if (now.isPresent() && !now.get().ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("the place {} does not answer: the backup is left behind", now.get().to);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private JsonNode show() {
        var document = JsonNodeFactory.instance.objectNode();
        var now = current.get();
        document.put("running", now.isPresent() && now.get().running);
        now.ifPresent(each -> {
            var progress = each.run.progress();
            document.put("to", each.to)
                    .put("blobs", progress.all())
                    .put("blobsDone", progress.done())
                    .put("copied", progress.copied())
                    .put("copiedBytes", progress.bytes())
                    .put("failure", each.failure);
            each.made.ifPresent(made -> {
                var point = document.putObject("point")
                        .put("id", made.point().id())
                        .put("made", made.point().made().toString())
                        .put("sequence", made.point().sequence())
                        .put("blobs", made.point().blobs())
                        .put("bytes", made.point().bytes())
                        .put("copied", made.copied())
                        .put("copiedBytes", made.bytes())
                        .put("gone", made.gone())
                        .put("damaged", made.damaged());
                made.damage().forEach(point.putArray("damage")::add);
            });
        });
        return document;
    }
}
