package sealstead.s3.bucket;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import sealstead.custody.Memory;
import sealstead.custody.SealedStore;
import sealstead.encryption.BucketEncryption;
import sealstead.encryption.ServiceKeyRing;
import sealstead.s3.S3Error;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Group;
import sealstead.store.Guard;
import sealstead.store.Lane;
import sealstead.store.Outcome;
import sealstead.store.Table;

/// The buckets, one group each. Every change is a conditional commit on what was read, done again if another came
/// first.
public final class Buckets {
    private static final Table TABLE = Table.small("bucket");
    private static final EnumSet<Lane> HEAD = EnumSet.of(Lane.HEAD);
    private static final int PAGE = 1000;
    private static final int MOST_REMEMBERED = 10_000;

    private final SealedStore store;
    private final ServiceKeyRing serviceKeys;
    private final SecureRandom random;
    private final Clock clock;
    private final Duration lease;
    private final Emptiness emptiness;
    private final Memory<Bucket> memory = new Memory<>(MOST_REMEMBERED, Buckets::read);

    /// Whether a bucket holds an object or an upload.
    public interface Emptiness {
        boolean isEmpty(String bucketId) throws IOException;
    }

    /// @param lease how old a writer's view of a bucket may be when it commits; DeleteBucket waits as long before it
    ///     believes that a bucket is empty
    public Buckets(
            SealedStore store,
            ServiceKeyRing serviceKeys,
            SecureRandom random,
            Clock clock,
            Duration lease,
            Emptiness emptiness) {
        this.store = store;
        this.serviceKeys = serviceKeys;
        this.random = random;
        this.clock = clock;
        this.lease = lease;
        this.emptiness = emptiness;
    }

    /// One page of an account's buckets.
    record BucketPage(List<Bucket> buckets, boolean more) {
        BucketPage {
            buckets = List.copyOf(buckets);
        }
    }

    /// The bucket of that name.
    public Optional<Bucket> find(String name) throws IOException {
        return store.head(TABLE, Bytes.utf8(name), memory);
    }

    private static Bucket read(Bytes group, Bytes record) {
        return BucketRecord.read(group.toUtf8(), record);
    }

    private static Optional<Bucket> read(String name, Group group) {
        return group.head().map(head -> BucketRecord.read(name, head.value()));
    }

    /// Makes a bucket; the one that is there already, if any, is returned instead.
    Optional<Bucket> create(String name, String owner, String region) throws IOException {
        var idBytes = new byte[8];
        random.nextBytes(idBytes);
        var id = HexFormat.of().formatHex(idBytes);
        var bucket = new Bucket(
                name,
                id,
                owner,
                region,
                clock.instant(),
                BucketEncryption.base(),
                serviceKeys.first(id),
                Instant.EPOCH);
        return switch (store.commit(
                TABLE, Bytes.utf8(name), new Guard.Absent(), List.of(new Edit.PutHead(BucketRecord.write(bucket))))) {
            case Outcome.Applied applied -> Optional.empty();
            case Outcome.Conflict(var current) -> read(name, current);
        };
    }

    /// Changes the bucket as it is now; `NoSuchBucket` if it has gone, or was made again, meanwhile.
    Bucket change(Bucket bucket, UnaryOperator<Bucket> change) throws IOException {
        var group = Bytes.utf8(bucket.name());
        while (true) {
            var current = store.read(TABLE, group, HEAD);
            var now = read(bucket.name(), current)
                    .filter(same -> same.id().equals(bucket.id()))
                    .orElseThrow(() -> S3Error.noSuchBucket(bucket.name()));
            var changed = change.apply(now);
            var edit = new Edit.PutHead(BucketRecord.write(changed));
            if (store.commit(TABLE, group, current.unchanged(), List.of(edit)) instanceof Outcome.Applied) {
                return changed;
            }
        }
    }

    /// To be called right before an object is committed: the bucket is still there and nobody is deleting it.
    public void checkWritable(Bucket bucket) throws IOException {
        var now = find(bucket.name())
                .filter(same -> same.id().equals(bucket.id()))
                .orElseThrow(() -> S3Error.noSuchBucket(bucket.name()));
        if (now.isDeleting(clock.instant())) {
            throw S3Error.OPERATION_ABORTED.refusal();
        }
    }

    /// Removes the bucket if it is empty. It is marked first, writers obey the mark within the lease, and only then is
    /// emptiness believed: no object is lost in a bucket that goes away under it.
    void delete(Bucket bucket) throws IOException {
        checkEmpty(bucket);
        change(bucket, now -> now.deletingSince(clock.instant()));
        boolean deleted = false;
        try {
            Thread.sleep(lease);
            checkEmpty(bucket);
            var group = Bytes.utf8(bucket.name());
            var current = store.read(TABLE, group, HEAD);
            boolean same = read(bucket.name(), current)
                    .filter(now -> now.id().equals(bucket.id()))
                    .isPresent();
            if (same) {
                store.commit(TABLE, group, current.unchanged(), List.of(new Edit.DeleteGroup()));
            }
            deleted = true;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stop);
        } finally {
            if (!deleted) {
                change(bucket, now -> now.deletingSince(Instant.EPOCH));
            }
        }
    }

    /// Gives a new service key to every bucket whose current one is older than `age`; the old ones keep opening what
    /// they
    /// sealed.
    public void rotateServiceKeys(Duration age) throws IOException {
        var from = Bytes.EMPTY;
        boolean inclusive = true;
        var oldest = clock.instant().minus(age);
        while (true) {
            var page = store.scan(TABLE, from, inclusive, Optional.empty(), PAGE);
            for (var row : page.rows()) {
                var bucket = BucketRecord.read(row.group().toUtf8(), row.head().value());
                if (bucket.serviceKeys().current().created().isBefore(oldest)) {
                    change(bucket, now -> now.with(now.serviceKeys().plus(serviceKeys.next(now.id()))));
                }
                from = row.group();
                inclusive = false;
            }
            if (!page.more()) {
                return;
            }
        }
    }

    private void checkEmpty(Bucket bucket) throws IOException {
        if (!emptiness.isEmpty(bucket.id())) {
            throw S3Error.BUCKET_NOT_EMPTY.refusal().with("BucketName", bucket.name());
        }
    }

    BucketPage ownedBy(String owner, String prefix, String region, String after, int limit) throws IOException {
        var found = new ArrayList<Bucket>();
        var from = Bytes.utf8(after.compareTo(prefix) < 0 ? prefix : after);
        boolean inclusive = !from.equals(Bytes.utf8(after)) || after.isEmpty();
        Optional<Bytes> to = prefix.isEmpty()
                ? Optional.empty()
                : Optional.of(Bytes.utf8(prefix).prefixSuccessor());
        while (true) {
            var page = store.scan(TABLE, from, inclusive, to, PAGE);
            for (var row : page.rows()) {
                var name = new String(row.group().readOnlyArray(), StandardCharsets.UTF_8);
                var bucket = BucketRecord.read(name, row.head().value());
                if (bucket.owner().equals(owner)
                        && (region.isEmpty() || bucket.region().equals(region))) {
                    if (found.size() == limit) {
                        return new BucketPage(found, true);
                    }
                    found.add(bucket);
                }
            }
            if (!page.more()) {
                return new BucketPage(found, false);
            }
            from = page.rows().getLast().group();
            inclusive = false;
        }
    }
}
