package sealstead.s3.notification;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.time.WitnessedTime;

/// Takes one webhook's events to it, oldest first, each until it was accepted or is too old. At least once, as S3 has
/// it: after a crash an event may come again.
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final int PAGE = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration OLDEST = Duration.ofHours(24);

    private final String name;
    private final URI url;
    private final EventQueue queue;
    private final HttpClient http;
    private final WitnessedTime time;
    private final Semaphore news = new Semaphore(1);
    private final Thread thread;

    Delivery(String name, URI url, EventQueue queue, HttpClient http, WitnessedTime time) {
        this.name = name;
        this.url = url;
        this.queue = queue;
        this.http = http;
        this.time = time;
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
        var pause = Duration.ofSeconds(1);
        try {
            while (true) {
                if (deliverAll()) {
                    pause = Duration.ofSeconds(1);
                    news.acquire();
                    news.drainPermits();
                } else {
                    news.tryAcquire(0, TimeUnit.SECONDS);
                    Thread.sleep(pause);
                    pause = pause.multipliedBy(2);
                    pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /// @return whether everything that waited was delivered
    private boolean deliverAll() throws InterruptedException {
        try {
            while (true) {
                var page = queue.oldest(name, PAGE);
                if (page.isEmpty()) {
                    return true;
                }
                for (var event : page) {
                    if (isTooOld(event)) {
                        LOG.warn("webhook {}: an event was given up after {}", name, OLDEST);
                    } else if (!isAccepted(event)) {
                        return false;
                    }
                    queue.remove(event);
                }
            }
        } catch (IOException | RuntimeException | Error failed) {
            LOG.warn("webhook {}: {}", name, failed.toString());
            return false;
        }
    }

    private boolean isTooOld(EventQueue.Waiting event) {
        long now = time.passed().toEpochMilli();
        return now - event.since() / 1000 > OLDEST.toMillis();
    }

    private boolean isAccepted(EventQueue.Waiting event) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(url)
                .timeout(PATIENCE)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(event.document().readOnlyArray()))
                .build();
        int status = http.send(request, BodyHandlers.discarding()).statusCode();
        if (status / 100 != 2) {
            LOG.warn("webhook {} answered {}", name, status);
        }
        return status / 100 == 2;
    }
}
