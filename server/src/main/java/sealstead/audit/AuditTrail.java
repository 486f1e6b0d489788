package sealstead.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.crypto.RandomId;
import sealstead.health.Health;
import sealstead.health.ServerPart;
import sealstead.store.Bytes;

/// Writes the trail. A request makes its event's text itself and puts it into a queue that is bounded in bytes;
/// one thread chains, writes and syncs what waits, moves the chain after the sync, and then the anchor, so that
/// an anchor never names a line that a crash could lose.
///
/// What cannot be written is kept and tried again for as long as there is room; what finds no room is counted,
/// and a line of the trail says how many events are missing once one can be written. Nothing that a request
/// sends, no error of this process and no disk ends the thread, breaks the chain, or holds up a request for more
/// than two seconds.
public final class AuditTrail implements AuditSink, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    static final int QUEUE_BYTES = 16 * 1024 * 1024;
    static final int BATCH_BYTES = 1024 * 1024;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long ANCHOR_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long WATCH_MILLIS = 500;
    private static final long FLUSH_MILLIS = 5000;
    private static final long STOP_MILLIS = 5000;
    private static final int LAST_TRIES = 3;
    private static final int UNSIGNED_PER_SECOND = 5;
    private static final int UNSIGNED_BURST = 100;

    private final Options options;
    private final AuditStore store;
    private final Health health;
    private final Clock clock;
    private final RandomGenerator random;
    private final PendingEvents pending = new PendingEvents(QUEUE_BYTES);
    private final Losses losses = new Losses();
    private final RateLimit unsigned = new RateLimit(UNSIGNED_PER_SECOND, UNSIGNED_BURST, System::nanoTime);
    private final ConcurrentLinkedQueue<Flush> flushes = new ConcurrentLinkedQueue<>();
    private final CountDownLatch firstRound = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread writer = Thread.ofPlatform().name("audit").daemon().unstarted(this::run);
    private final Thread watch =
            Thread.ofPlatform().name("audit-watch").daemon().unstarted(this::watch);

    // What the writer alone knows.
    private boolean isUp;
    private List<Bytes> batch = List.of();
    private List<TrailNotice> notices = List.of();
    private long taken;
    private Chain.Link last = Chain.Link.FIRST;
    private Optional<Anchor.State> anchored = Optional.empty();
    private long anchoredAt;
    private long toldAt = System.nanoTime() - TELL_NANOS;
    private int lastTries;
    private @Nullable TrailFile file;

    // What others see of it.
    private volatile @Nullable Throwable failure;
    private volatile long busySince;
    private volatile boolean busy;
    private volatile boolean stopping;
    private volatile boolean ended;
    private volatile String broken = "";

    /// Which events are kept.
    public enum Level {
        NONE,
        /// Management events, KMS calls made by S3 included: CloudTrail's default.
        MANAGEMENT,
        /// Data events as well: every request on objects.
        ALL
    }

    /// What becomes of requests while the trail cannot be written.
    public enum OnFailure {
        /// They go on; what is not recorded is counted.
        CONTINUE,
        /// Management calls are refused, so that none goes unrecorded.
        REFUSE_MANAGEMENT
    }

    /// How a trail is kept.
    ///
    /// @param rotateBytes how large a file gets before the next one begins
    public record Options(Level level, TrailFormat format, OnFailure onFailure, long rotateBytes) {}

    public AuditTrail(Options options, AuditStore store, Health health, Clock clock, RandomGenerator random) {
        this.options = options;
        this.store = store;
        this.health = health;
        this.clock = clock;
        this.random = random;
    }

    private record Flush(long accepted, CountDownLatch done) {}

    /// Takes up the chain where it ended, and begins to write. A folder that cannot be used now does not stand in
    /// the way: it is told, and tried again.
    public void start() {
        if (options.level() == Level.NONE) {
            return;
        }
        writer.start();
        watch.start();
        try {
            if (!firstRound.await(FLUSH_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.warn("the audit folder does not answer; the server starts without");
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean wants(AuditEvent.Category category) {
        return switch (options.level()) {
            case NONE -> false;
            case MANAGEMENT -> category == AuditEvent.Category.MANAGEMENT;
            case ALL -> true;
        };
    }

    @Override
    public boolean admits(AuditEvent.Category category) {
        return options.onFailure() == OnFailure.CONTINUE
                || category != AuditEvent.Category.MANAGEMENT
                || !wants(category)
                || (failure == null && !isStalled() && !pending.isHalfFull());
    }

    private boolean isStalled() {
        return busy && System.nanoTime() - busySince > PATIENCE_NANOS;
    }

    @Override
    public void record(AuditEvent event, AuditEvent.Content content) {
        if (!wants(event.category())) {
            return;
        }
        var reason = Losses.Reason.NO_TEXT;
        try {
            if (event.isUnsigned() && event.isRefused() && !unsigned.take()) {
                losses.add(Losses.Reason.UNSIGNED_CALLS, clock.instant());
                return;
            }
            boolean change = !event.isReadOnly() && !event.isUnsigned();
            var entry = new PendingEvents.Entry(event.sharer(), change, Bytes.wrap(text(event, content)));
            reason = Losses.Reason.NO_ROOM;
            boolean waits = change && failure == null && !isStalled() && !ended;
            if (ended || !pending.offer(entry, waits ? PATIENCE_NANOS : 0)) {
                losses.add(reason, clock.instant());
            }
        } catch (RuntimeException | Error failed) {
            losses.add(reason, clock.instant());
        }
    }

    /// The event's text; a shorter one if that cannot be made.
    private byte[] text(AuditEvent event, AuditEvent.Content content) {
        try {
            content.addTo(event);
            var text = bytes(event.toJson(RandomId.uuid(random)));
            return text.length <= AuditEvent.MAX_BYTES ? text : bytes(event.toStub(RandomId.uuid(random), "too large"));
        } catch (IOException | RuntimeException | Error failed) {
            return bytes(event.toStub(RandomId.uuid(random), failed.getClass().getSimpleName()));
        }
    }

    private static byte[] bytes(ObjectNode record) {
        try {
            return JSON.writeValueAsString(record).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException unwritable) {
            throw new IllegalStateException(unwritable);
        }
    }

    /// Waits until everything recorded so far is on disk and anchored, or cannot be written now; not for long.
    ///
    /// @return whether it is
    public boolean flush() {
        if (!writer.isAlive()) {
            return failure == null;
        }
        var flush = new Flush(pending.accepted(), new CountDownLatch(1));
        flushes.add(flush);
        pending.wake();
        try {
            return flush.done().await(FLUSH_MILLIS, TimeUnit.MILLISECONDS) && failure == null;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void run() {
        while (!ended) {
            try {
                round();
            } catch (IOException | RuntimeException | Error failed) {
                failure = failed;
            } catch (InterruptedException again) {
                // nobody has a reason to interrupt; nothing is lost by it
            }
            busy = false;
            firstRound.countDown();
            if (failure != null) {
                flushes.removeIf(flush -> {
                    flush.done().countDown();
                    return true;
                });
                ended = stopping && ++lastTries >= LAST_TRIES;
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
        look();
    }

    /// Writes what waits. Whatever is thrown, what was taken is kept for the next round.
    private void round() throws IOException, InterruptedException {
        boolean ending = stopping;
        var waiting = List.copyOf(flushes);
        boolean asked = ending || !waiting.isEmpty();
        if (batch.isEmpty()) {
            batch = pending.take(BATCH_BYTES, asked || !isUp ? 0 : IDLE_NANOS);
            taken += batch.size();
        }
        busySince = System.nanoTime();
        busy = true;
        if (!isUp) {
            takeUp();
        }
        boolean idle = !write(asked);
        boolean drained = pending.count() == 0;
        boolean due = idle || asked || System.nanoTime() - anchoredAt > ANCHOR_NANOS;
        var wanted = Optional.of(new Anchor.State(last, !ending || !drained));
        if (due && !anchored.equals(wanted)) {
            anchor(wanted.get());
        }
        failure = null;
        for (var flush : waiting) {
            if (taken >= flush.accepted() && anchored.equals(wanted) && notices.isEmpty()) {
                flushes.remove(flush);
                flush.done().countDown();
            }
        }
        ended = ending && drained && notices.isEmpty();
    }

    private void takeUp() throws IOException {
        store.folder().make();
        var found = store.anchor().read();
        var end = store.folder().end(store.chain(), store.lines());
        var told = new ArrayList<TrailNotice>();
        if (found.isEmpty()) {
            broken = "the anchor of the audit trail was missing at the start: lines may have been cut off behind line "
                    + end.sequence();
            told.add(TrailNotice.broken(broken));
        } else {
            var link = found.get().link();
            if (found.get().running()) {
                told.add(TrailNotice.interrupted(QUEUE_BYTES));
            }
            if (end.sequence() < link.sequence() || (end.sequence() == link.sequence() && !end.equals(link))) {
                broken = "at the start the audit trail ended at line " + end.sequence() + ", but line "
                        + link.sequence() + " was written";
                told.add(TrailNotice.broken(broken));
                end = link;
            }
        }
        anchored = found;
        notices = told;
        last = end;
        isUp = true;
    }

    private boolean write(boolean asked) throws IOException {
        boolean tells = asked || System.nanoTime() - toldAt > TELL_NANOS;
        var lost = tells ? losses.seen() : Optional.<Losses.Lost>empty();
        if (batch.isEmpty() && notices.isEmpty() && lost.isEmpty()) {
            return false;
        }
        var out = new ByteArrayOutputStream();
        var link = last;
        for (var notice : notices) {
            link = add(out, link, notice.text(clock.instant(), RandomId.uuid(random)));
        }
        for (var text : batch) {
            link = add(out, link, text.readOnlyArray());
        }
        if (lost.isPresent()) {
            link = add(out, link, TrailNotice.notRecorded(lost.get()).text(clock.instant(), RandomId.uuid(random)));
        }
        var current = current();
        current.append(out.toByteArray());
        last = link;
        batch = List.of();
        notices = List.of();
        lost.ifPresent(told -> {
            losses.told(told);
            toldAt = System.nanoTime();
        });
        if (current.bytes() >= options.rotateBytes()) {
            current.close();
            file = null;
        }
        return true;
    }

    private Chain.Link add(ByteArrayOutputStream out, Chain.Link before, byte[] record) {
        var line = store.chain().append(before, record);
        out.writeBytes(store.lines().write(options.format(), line.text().readOnlyArray()));
        out.write('\n');
        return line.link();
    }

    private TrailFile current() throws IOException {
        var open = file;
        if (open != null && open.isGone()) {
            open.close();
            open = null;
        }
        if (open == null) {
            var goingOn = store.folder().goingOn(options.format(), options.rotateBytes());
            open = goingOn.isPresent() ? goingOn.get() : store.folder().newFile(options.format(), last.sequence() + 1);
            file = open;
        }
        return open;
    }

    /// Moves the anchor. One that is not as this server left it stays until a line of the trail says so.
    private void anchor(Anchor.State wanted) throws IOException {
        var found = store.anchor().replace(anchored, wanted);
        if (found.equals(anchored)) {
            anchored = Optional.of(wanted);
            anchoredAt = System.nanoTime();
        } else {
            broken =
                    "the anchor of the audit trail was removed or changed while the server ran: lines may have been cut"
                            + " off behind line "
                            + anchored.map(state -> state.link().sequence()).orElse(0L);
            notices = List.of(TrailNotice.broken(broken));
            anchored = found;
        }
    }

    private void watch() {
        try {
            do {
                look();
            } while (!closed.await(WATCH_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /// Tells what is wrong with the trail now, if anything is.
    private synchronized void look() {
        var failed = failure;
        if (failed == null && !isStalled()) {
            if (broken.isEmpty()) {
                health.well(ServerPart.AUDIT);
            } else {
                health.degraded(ServerPart.AUDIT, broken + "; see `sealstead audit verify`");
            }
            return;
        }
        var why = "the audit trail cannot be written: "
                + (failed == null ? "its disk does not answer" : failed.toString()) + "; " + losses.total()
                + " events are lost so far";
        switch (options.onFailure()) {
            case CONTINUE -> health.degraded(ServerPart.AUDIT, why);
            case REFUSE_MANAGEMENT -> health.failed(ServerPart.AUDIT, why + "; management calls are refused");
        }
    }

    @Override
    public void close() throws IOException {
        stopping = true;
        if (writer.isAlive()) {
            pending.wake();
            try {
                writer.join(STOP_MILLIS);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
            long left = pending.count() + losses.total();
            if (writer.isAlive() || left > 0) {
                LOG.error("the audit trail could not be written to its end; {} events or more are lost", left);
            }
        }
        ended = true;
        closed.countDown();
        var open = file;
        if (open != null && !writer.isAlive()) {
            open.close();
        }
    }
}
