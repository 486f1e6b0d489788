package sealstead.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.admin.AdminOperation;
import sealstead.admin.AdminPage;
import sealstead.moving.Changes;
import sealstead.moving.MismatchException;
import sealstead.moving.Progress;
import sealstead.store.BlobPins;
import sealstead.store.WatchedBlobs;
import sealstead.store.WatchedRecords;

/// A move of the store that this server serves, begun by an operator's request and followed by others. Until everything
/// is copied and compared the server serves as ever, and what changes is brought again. Then it stops, in the same way
/// as when it is told to: so that whatever it still has to write is written. The last changes are brought when nobody
/// writes any more, and the process ends. If they cannot be, it ends all the same, and serves here again when it is
/// started: the store has not left.
final class LiveMove implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveMove.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    /// So few changes are brought in a moment.
    private static final int FEW = 200;
    /// A store that changes all the time has never fewer.
    private static final int ROUNDS = 20;

    private final Config config;
    private final Engine data;
    private final Watched watched;
    private final Stop stop;
    private final SecureRandom random;
    private final AtomicReference<Optional<Current>> current = new AtomicReference<>(Optional.empty());
    private final CountDownLatch listening = new CountDownLatch(1);
    private volatile Consumer<String> ended = failure -> {};

    /// What is watched while it is copied.
    ///
    /// @param hold keeps all blobs from the collector
    record Watched(WatchedRecords records, WatchedBlobs blobs, Supplier<BlobPins.Pin> hold) {}

    /// Ends everything that writes.
    @FunctionalInterface
    interface Stop {
        void stopServing() throws IOException;
    }

    LiveMove(Config config, Engine data, Watched watched, Stop stop, SecureRandom random) {
        this.config = config;
        this.data = data;
        this.watched = watched;
        this.stop = stop;
        this.random = random;
    }

    private static final class Current {
        private final Progress progress = new Progress();
        private final CountDownLatch over = new CountDownLatch(1);
        private volatile boolean running = true;
        private volatile String failure = "";
        private volatile Optional<Moving> moving = Optional.empty();
        private volatile boolean cancelled;
        private volatile boolean mismatch;

        void checkWanted() throws IOException {
            if (cancelled) {
                throw new IOException("the move was cancelled; run again, it goes on");
            }
        }
    }

    Map<AdminOperation, AdminPage> pages() {
        return Map.of(
                AdminOperation.START_MIGRATION,
                (query, body) -> begin(body),
                AdminOperation.GET_MIGRATION,
                (query, body) -> show(),
                AdminOperation.CANCEL_MIGRATION,
                (query, body) -> cancel());
    }

    void whenEnded(Consumer<String> listener) {
        ended = listener;
        listening.countDown();
    }

    /// The settings of the target by their names are the body.
    private JsonNode begin(String body) throws IOException {
        var next = new Current();
        var last = current.get();
        boolean running = last.isPresent() && last.get().running;
        if (running || !current.compareAndSet(last, Optional.of(next))) {
            throw new IllegalArgumentException("a move is under way");
        }
        Config to;
        try {
            to = config.with(settings(body), "the target");
        } catch (IOException | RuntimeException unusable) {
            fail(next, unusable);
            next.over.countDown();
            throw new IllegalArgumentException(next.failure, unusable);
        }
        // An engine that another gateway has had may take half a minute to open.
        Thread.ofPlatform().name("move").daemon().start(() -> run(next, to));
        return show();
    }

    private static Map<String, String> settings(String body) throws IOException {
        var settings = new HashMap<String, String>();
        JSON.readTree(body)
                .properties()
                .forEach(each -> settings.put(each.getKey(), each.getValue().asText()));
        return settings;
    }

    private void watch(Changes changes) {
        watched.records().watch(changes);
        watched.blobs().watch(changes);
    }

    private void forget() {
        watched.records().forget();
        watched.blobs().forget();
    }

    private static void fail(Current now, Throwable failed) {
        now.mismatch = failed instanceof MismatchException;
        now.failure = failed.getMessage() == null ? failed.toString() : failed.getMessage();
        now.running = false;
    }

    @SuppressWarnings("CatchingUnchecked") // whatever it is, it is what the operator is told
    private void run(Current now, Config to) {
        var changes = new Changes();
        watch(changes);
        boolean stopped = false;
        try (var _ = Alone.with(data)
                        .orElseThrow(() -> new IOException(
                                "other gateways have the store: stop them, it is moved by one that has it alone"));
                var moving = Moving.online(config, to, data, changes, now.progress, random);
                var _ = watched.hold().get()) {
            now.moving = Optional.of(moving);
            LOG.info("move {} to {} has begun", moving.id(), moving.place());
            now.checkWanted();
            moving.copy();
            moving.verify();
            for (int round = 0; moving.catchUp() > FEW && round < ROUNDS; round++) {
                Thread.onSpinWait();
            }
            now.checkWanted();
            LOG.info("the store is copied to {}: this server stops now, and the last changes follow", moving.place());
            now.progress.enter(Progress.Phase.SWITCHING);
            stopped = true;
            stop.stopServing();
            watched.records().end("the store is moved elsewhere");
            var report = moving.settle();
            LOG.info("the store is in {} (move {}): start the server with its settings", report.to(), report.id());
        } catch (Exception | Error failed) {
            fail(now, failed);
            LOG.warn("the store was not moved: {}", now.failure, failed);
        } finally {
            now.running = false;
            forget();
            now.over.countDown();
            if (stopped) {
                end(now.failure);
            }
        }
    }

    private void end(String failure) {
        try {
            listening.await();
            ended.accept(failure);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private JsonNode cancel() {
        current.get().ifPresent(now -> {
            now.cancelled = true;
            now.moving.ifPresent(Moving::cancel);
        });
        return show();
    }

    private JsonNode show() {
        var document = JsonNodeFactory.instance.objectNode();
        var now = current.get();
        document.put("running", now.isPresent() && now.get().running);
        now.ifPresent(each -> {
            var seen = each.progress.seen();
            document.put("phase", each.progress.phase().name().toLowerCase(Locale.ROOT))
                    .put("groups", seen.groups())
                    .put("blobs", seen.blobs())
                    .put("copiedBytes", seen.copiedBytes())
                    .put("verifiedGroups", seen.verifiedGroups())
                    .put("verifiedBlobs", seen.verifiedBlobs())
                    .put("failure", each.failure)
                    .put("mismatch", each.mismatch);
            each.moving.ifPresent(moving -> document.put("move", moving.id()).put("to", moving.place()));
        });
        return document;
    }

    /// Ends what is under way, for a server that is told to stop; if the store has left by then, that comes to its end.
    @Override
    public void close() {
        cancel();
        try {
            var now = current.get();
            if (now.isPresent()) {
                now.get().over.await();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
