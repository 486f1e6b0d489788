package sealstead.s3.inventory;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.s3.FairTurns;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.bucket.DocumentKind;
import sealstead.s3.bucket.Parsed;
import sealstead.wire.Refusal;

/// Makes the inventories that are due: of each configuration one a day, or one a week from Sunday on. One that
/// could not be delivered is tried again in the next round.
public final class InventoryJob {
    private static final Logger LOG = LoggerFactory.getLogger(InventoryJob.class);
    private static final int ROUNDS_PER_DAY = 24;
    private static final int AT_ONCE = 4;

    private final Buckets buckets;
    private final Publication publication;
    private final Reports reports;
    private final Clock clock;
    private final Duration day;
    private final Parsed<List<Inventory>> inventories;
    private final FairTurns turns = new FairTurns(AT_ONCE, 1);
    private Instant last = Instant.MIN;

    /// @param day how long a day lasts
    public InventoryJob(Buckets buckets, Publication publication, Clock clock, Duration day) {
        this.buckets = buckets;
        this.publication = publication;
        this.reports = new Reports(buckets);
        this.clock = clock;
        this.day = day;
        this.inventories = new Parsed<>(buckets, DocumentKind.INVENTORY, InventoryConfiguration::inventories);
    }

    /// Goes over all buckets, if the last round is long enough ago. Accounts do not wait for each other's
    /// lists, but for one of a few turns; while some go on, what has become due meanwhile is looked for as
    /// always. To be called by one thread.
    ///
    /// @param progress hears of each key that was listed
    public void runIfDue(LongConsumer progress) throws IOException, InterruptedException {
        var now = clock.instant();
        if (now.isBefore(last.plus(pause()))) {
            return;
        }
        var running = new Running(progress);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                do {
                    now = clock.instant();
                    last = now;
                    start(now, running, threads);
                } while (!running.await(pause()));
            } finally {
                threads.shutdownNow();
            }
        }
    }

    private Duration pause() {
        return day.dividedBy(ROUNDS_PER_DAY);
    }

    /// The accounts whose inventories are being made.
    private static final class Running {
        private final LongConsumer progress;
        private final Set<String> accounts = new HashSet<>();

        Running(LongConsumer progress) {
            this.progress = progress;
        }

        synchronized boolean begin(String account) {
            return accounts.add(account);
        }

        synchronized void end(String account) {
            accounts.remove(account);
            notifyAll();
        }

        /// Waits until all are done, but no longer than said.
        ///
        /// @return whether all are done
        synchronized boolean await(Duration most) throws InterruptedException {
            long limit = System.nanoTime() + most.toNanos();
            while (!accounts.isEmpty()) {
                long left = Duration.ofNanos(limit - System.nanoTime()).toMillis();
                if (left <= 0) {
                    return false;
                }
                wait(left);
            }
            return true;
        }
    }

    private void start(Instant now, Running running, ExecutorService threads) throws IOException {
        var due = new HashMap<String, List<String>>();
        buckets.walk(bucket -> {
            if (isAnyDue(bucket, now)) {
                due.computeIfAbsent(bucket.owner(), account -> new ArrayList<>())
                        .add(bucket.name());
            }
        });
        due.forEach((account, names) -> {
            if (running.begin(account)) {
                var _ = threads.submit(() -> {
                    try {
                        names.forEach(name -> run(name, now, running.progress));
                    } finally {
                        running.end(account);
                    }
                });
            }
        });
    }

    private boolean isAnyDue(Bucket bucket, Instant now) {
        try {
            var configured = inventories.of(bucket);
            if (configured.isEmpty()) {
                return false;
            }
            var made = reports.of(bucket);
            return configured.get().stream()
                    .anyMatch(inventory -> inventory.isDue(Optional.ofNullable(made.get(inventory.id())), now, day));
        } catch (IOException | RuntimeException | Error broken) {
            cannotBeMade(bucket.name(), broken);
            return false;
        }
    }

    /// What is wrong with one bucket is no reason to leave out the others.
    private void run(String name, Instant now, LongConsumer progress) {
        try {
            var bucket = buckets.find(name);
            if (bucket.isPresent()) {
                run(bucket.get(), inventories.of(bucket.get()).orElse(List.of()), now, progress);
            }
        } catch (IOException | RuntimeException | Error broken) {
            cannotBeMade(name, broken);
        }
    }

    private static void cannotBeMade(String bucket, Throwable why) {
        LOG.warn("the inventories of {} cannot be made: {}", bucket, why.toString());
    }

    private void run(Bucket bucket, List<Inventory> configured, Instant now, LongConsumer progress) throws IOException {
        var made = reports.of(bucket);
        var ids = configured.stream().map(Inventory::id).collect(Collectors.toSet());
        for (var inventory : configured) {
            if (inventory.isDue(Optional.ofNullable(made.get(inventory.id())), now, day)) {
                try {
                    turns.take(bucket.owner(), () -> {
                        publication.publish(bucket, inventory, now, progress);
                        reports.made(bucket, inventory.id(), now, ids);
                        return inventory;
                    });
                } catch (Refusal refused) {
                    failed(bucket, inventory, refused.code() + ": " + refused.message());
                } catch (IOException | RuntimeException | Error broken) {
                    if (Thread.currentThread().isInterrupted()) {
                        return;
                    }
                    failed(bucket, inventory, broken.toString());
                }
            }
        }
    }

    private static void failed(Bucket bucket, Inventory inventory, String why) {
        LOG.warn("the inventory {} of {} could not be delivered: {}", inventory.id(), bucket.name(), why);
    }
}
