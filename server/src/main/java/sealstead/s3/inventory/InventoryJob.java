package sealstead.s3.inventory;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.bucket.Buckets;
import sealstead.s3.bucket.DocumentKind;
import sealstead.s3.bucket.Parsed;
import sealstead.wire.Refusal;

/// Makes the inventories that are due: of each configuration one a day, or one a week from Sunday on. One that could
/// not be delivered is tried again in the next round.
public final class InventoryJob {
    private static final Logger LOG = LoggerFactory.getLogger(InventoryJob.class);
    private static final int ROUNDS_PER_DAY = 24;

    private final Buckets buckets;
    private final Publication publication;
    private final Reports reports;
    private final Clock clock;
    private final Duration day;
    private final Parsed<List<Inventory>> inventories;
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

    /// Goes over all buckets, if the last round is long enough ago. To be called by one thread.
    public void runIfDue() throws IOException {
        var now = clock.instant();
        if (now.isBefore(last.plus(day.dividedBy(ROUNDS_PER_DAY)))) {
            return;
        }
        last = now;
        buckets.walk(bucket -> run(bucket, now));
    }

    /// What is wrong with one bucket is no reason to leave out the others.
    private void run(Bucket bucket, Instant now) {
        try {
            var configured = inventories.of(bucket);
            if (configured.isPresent()) {
                run(bucket, configured.get(), now);
            }
        } catch (IOException | RuntimeException | Error broken) {
            LOG.warn("the inventories of {} cannot be made: {}", bucket.name(), broken.toString());
        }
    }

    private void run(Bucket bucket, List<Inventory> configured, Instant now) throws IOException {
        var made = reports.of(bucket);
        var ids = configured.stream().map(Inventory::id).collect(Collectors.toSet());
        for (var inventory : configured) {
            if (inventory.isDue(Optional.ofNullable(made.get(inventory.id())), now, day)) {
                try {
                    publication.publish(bucket, inventory, now);
                    reports.made(bucket, inventory.id(), now, ids);
                } catch (Refusal refused) {
                    failed(bucket, inventory, refused.code() + ": " + refused.message());
                } catch (IOException | RuntimeException | Error broken) {
                    failed(bucket, inventory, broken.toString());
                }
            }
        }
    }

    private static void failed(Bucket bucket, Inventory inventory, String why) {
        LOG.warn("the inventory {} of {} could not be delivered: {}", inventory.id(), bucket.name(), why);
    }
}
