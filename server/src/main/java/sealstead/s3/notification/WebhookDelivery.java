package sealstead.s3.notification;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.time.WitnessedTime;

/// Takes one webhook's events to it, each account's oldest first, the accounts by turns, each event until it was
/// accepted or is too old. What is refused holds up its own account's and no other's. At least once, as S3 has it:
/// after a crash an event may come again.
final class WebhookDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookDelivery.class);
    /// How many of one account's events are delivered before it is the next one's turn.
    private static final int TURN = 10;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration MAX_PAUSE = Duration.ofMinutes(1);
    private static final Duration OLDEST = Duration.ofHours(24);
    /// How long after another gateway has added an event it is found.
    private static final long LOOK_MILLIS = 1000;

    private final String name;
    private final Sender sender;
    private final EventQueue queue;
    private final WitnessedTime time;
    private final LongSupplier nanoTime;
    private final Semaphore news = new Semaphore(1);
    private final Map<EventQueue.EventLane, Pause> pauses = new HashMap<>();
    private final Thread thread;

    /// Brings one event to the webhook.
    interface Sender {
        /// Whether it was accepted.
        ///
        /// @throws IOException if nobody was there to accept or refuse it
        boolean send(EventQueue.Waiting event) throws IOException, InterruptedException;
    }

    /// An account whose event was refused waits.
    private record Pause(long until, Duration length) {}

    WebhookDelivery(String name, Sender sender, EventQueue queue, WitnessedTime time, LongSupplier nanoTime) {
        this.name = name;
        this.sender = sender;
        this.queue = queue;
        this.time = time;
        this.nanoTime = nanoTime;
        this.thread = Thread.ofVirtual().name("webhook " + name).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /// There is something new.
    void wake() {
        if (news.availablePermits() == 0) {
            news.release();
        }
    }

    void stop() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        var pause = FIRST_PAUSE;
        try {
            while (true) {
                boolean reached = !queue.delivers() || deliverAll();
                pause = reached ? FIRST_PAUSE : longer(pause);
                if (reached && pauses.isEmpty() && queue.isShared()) {
                    news.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                } else if (reached && pauses.isEmpty()) {
                    news.acquire();
                } else if (reached) {
                    news.tryAcquire(untilNextTry(), TimeUnit.NANOSECONDS);
                } else {
                    Thread.sleep(pause);
                }
                news.drainPermits();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private static Duration longer(Duration pause) {
        var twice = pause.multipliedBy(2);
        return twice.compareTo(MAX_PAUSE) < 0 ? twice : MAX_PAUSE;
    }

    private long untilNextTry() {
        long now = nanoTime.getAsLong();
        return pauses.values().stream()
                .mapToLong(pause -> Math.max(1, pause.until() - now))
                .min()
                .orElse(1);
    }

    /// @return whether somebody was there; what was refused is tried again after its pause
    private boolean deliverAll() throws InterruptedException {
        try {
            boolean moved = true;
            while (moved) {
                moved = false;
                var lanes = queue.lanes(name);
                pauses.keySet().retainAll(lanes);
                for (var lane : lanes) {
                    moved |= deliverTurn(lane);
                }
            }
            return true;
        } catch (IOException | RuntimeException | Error failed) {
            LOG.warn("webhook {}: {}", name, failed.toString());
            return false;
        }
    }

    /// @return whether anything of the lane went
    private boolean deliverTurn(EventQueue.EventLane lane) throws IOException, InterruptedException {
        var pause = pauses.get(lane);
        if (pause != null && pause.until() - nanoTime.getAsLong() > 0) {
            return false;
        }
        boolean moved = false;
        for (var event : queue.oldest(lane, TURN)) {
            if (!queue.delivers()) {
                return false; // another gateway does by now
            }
            if (isTooOld(event)) {
                LOG.warn("webhook {}: an event of account {} was given up after {}", name, lane.account(), OLDEST);
            } else if (!isAccepted(event)) {
                var length = pause == null || moved ? FIRST_PAUSE : longer(pause.length());
                pauses.put(lane, new Pause(nanoTime.getAsLong() + length.toNanos(), length));
                return moved;
            }
            queue.remove(event);
            moved = true;
        }
        pauses.remove(lane);
        return moved;
    }

    /// An error that comes of one event is that event's: it is tried again like one that was refused.
    private boolean isAccepted(EventQueue.Waiting event) throws IOException, InterruptedException {
        try {
            return sender.send(event);
        } catch (RuntimeException | Error failed) {
            LOG.warn(
                    "webhook {}: an event of account {}: {}", name, event.lane().account(), failed.toString());
            return false;
        }
    }

    private boolean isTooOld(EventQueue.Waiting event) {
        long now = time.passed().toEpochMilli();
        return now - event.since() / 1000 > OLDEST.toMillis();
    }
}
