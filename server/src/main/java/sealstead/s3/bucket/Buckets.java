package sealstead.s3.bucket;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import sealstead.crypto.RandomId;
import sealstead.custody.RecordCache;
import sealstead.custody.RecordWriter;
import sealstead.custody.SealedStore;
import sealstead.encryption.BucketEncryption;
import sealstead.encryption.ServiceKeyRing;
import sealstead.s3.FairTurns;
import sealstead.s3.S3Error;
import sealstead.s3.TagSet;
import sealstead.s3.Tags;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Group;
import sealstead.store.Guard;
import sealstead.store.Lane;
import sealstead.store.Outcome;
import sealstead.store.Page;
import sealstead.store.Table;

/// The buckets, one group each. Every change is a conditional commit on what was read, done again if another
/// came first. Beside them stands for each `account/name` in whose account it is, so that a listing of an
/// account reads no others' records; a row there is believed only if the bucket says the same.
public final class Buckets {
    /// What AWS lets an account have.
    private static final int MAX_OF_ACCOUNT = 10_000;

    public static final Table TABLE = Table.small("bucket");
    private static final Table OWNED = Table.small("bucket-owner");
    /// There once every bucket of a store from before has its row.
    private static final Bytes COMPLETE = Bytes.utf8("complete");

    private static final EnumSet<Lane> HEAD = EnumSet.of(Lane.HEAD);
    private static final int PART_OF_HEAP = 64;

    private final SealedStore store;
    private final ServiceKeyRing serviceKeys;
    private final SecureRandom random;
    private final Clock clock;
    private final Duration lease;
    private final int most;
    /// How many rows of its buckets an account has, counted once.
    private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
    /// A processor is left for everybody else.
    private final FairTurns turns =
            new FairTurns(Math.max(1, Runtime.getRuntime().availableProcessors() - 1), 1);
    private final RecordCache<Bucket> cache = RecordCache.ofAll(PART_OF_HEAP, 6, Buckets::read);
    private volatile boolean owned;

    /// @param lease how old a writer's view of a bucket may be when it commits; DeleteBucket waits as long before it
    ///     believes that a bucket is empty
    public Buckets(SealedStore store, ServiceKeyRing serviceKeys, SecureRandom random, Clock clock, Duration lease) {
        this(store, serviceKeys, random, clock, lease, MAX_OF_ACCOUNT);
    }

    /// @param most how many an account may have
    Buckets(SealedStore store, ServiceKeyRing serviceKeys, SecureRandom random, Clock clock, Duration lease, int most) {
        this.most = most;
        this.store = store;
        this.serviceKeys = serviceKeys;
        this.random = random;
        this.clock = clock;
        this.lease = lease;
    }

    /// Whose turn it is to read and parse a document.
    FairTurns turns() {
        return turns;
    }

    /// The bucket of that name.
    public Optional<Bucket> find(String name) throws IOException {
        return store.head(TABLE, Bytes.utf8(name), cache);
    }

    private static Bucket read(Bytes group, Bytes record) {
        return BucketRecord.read(group.toUtf8(), record);
    }

    private static Optional<Bucket> read(String name, Group group) {
        return group.head().map(head -> BucketRecord.read(name, head.value()));
    }

    /// Makes a bucket, with its tags from the first moment; the one that is there already, if any, is returned
    /// instead.
    public Optional<Bucket> create(
            String name,
            String owner,
            String region,
            BucketSettings settings,
            BucketEncryption encryption,
            Optional<DirectoryBucket> directory,
            Tags tags)
            throws IOException {
        if (count(owner).get() >= most && find(name).isEmpty()) {
            throw S3Error.TOO_MANY_BUCKETS.refusal();
        }
        var id = RandomId.BITS_64.hex(random);
        var bucket = new Bucket(
                name,
                id,
                owner,
                region,
                clock.instant(),
                encryption,
                serviceKeys.first(id),
                Instant.EPOCH,
                settings,
                directory);
        var made = tags.pairs().isEmpty()
                ? new Changed(bucket, List.of())
                : replaced(bucket, DocumentKind.TAGGING, Optional.of(Bytes.wrap(TagSet.document(tags))));
        return switch (store.commit(TABLE, Bytes.utf8(name), new Guard.Absent(), made.allEdits())) {
            case Outcome.Applied applied -> {
                own(owner, name);
                yield Optional.empty();
            }
            case Outcome.Conflict(var current) -> read(name, current);
        };
    }

    /// Has the buckets of an account counted again when it makes one: others may have made some.
    public void countAgain() {
        counts.clear();
    }

    private AtomicInteger count(String owner) throws IOException {
        var known = counts.get(owner);
        if (known != null) {
            return known;
        }
        var all = owned(owner, "");
        var count = new AtomicInteger();
        store.walkUnopened(OWNED, all, Optional.of(all.prefixSuccessor()), row -> count.incrementAndGet());
        var other = counts.putIfAbsent(owner, count);
        return other == null ? count : other;
    }

    /// Changes the bucket as it is now; `NoSuchBucket` if it has gone, or was made again, meanwhile.
    public Bucket change(Bucket bucket, UnaryOperator<Bucket> change) throws IOException {
        return change(bucket, change, now -> new Changed(now, List.of()));
    }

    private Bucket change(Bucket bucket, UnaryOperator<Bucket> change, Beside beside) throws IOException {
        return store.update(TABLE, Bytes.utf8(bucket.name()), head -> {
            var now = head.map(record -> BucketRecord.read(bucket.name(), record))
                    .filter(same -> same.id().equals(bucket.id()))
                    .orElseThrow(() -> S3Error.noSuchBucket(bucket.name()));
            var changed = beside.apply(change.apply(now));
            return new SealedStore.Update<>(changed.bucket(), changed.allEdits());
        });
    }

    /// A document and the revision under which it stands.
    record Document(long revision, Bytes text) {}

    /// The document of that kind, as it was put.
    public Optional<Bytes> document(Bucket bucket, DocumentKind kind) throws IOException {
        return revised(bucket, kind).map(Document::text);
    }

    /// The document of that kind with its revision; a newer one if it was replaced meanwhile.
    ///
    /// @throws IOException if the bucket has one that cannot be found: a lost policy must not read as none
    Optional<Document> revised(Bucket bucket, DocumentKind kind) throws IOException {
        var seen = bucket;
        while (true) {
            var revision = seen.settings().documents().get(kind);
            if (revision == null) {
                return Optional.empty();
            }
            var text = store.cell(TABLE, Bytes.utf8(bucket.name()), Lane.CELLS, kind.cell(revision));
            if (text.isPresent()) {
                return Optional.of(new Document(revision, text.get()));
            }
            var now = find(bucket.name())
                    .filter(same -> same.id().equals(bucket.id()))
                    .orElseThrow(() -> S3Error.noSuchBucket(bucket.name()));
            if (revision.equals(now.settings().documents().get(kind))) {
                throw new IOException("a bucket's " + kind + " is lost");
            }
            seen = now;
        }
    }

    /// Puts a document, in place of the one of that kind.
    public void putDocument(Bucket bucket, DocumentKind kind, Bytes document) throws IOException {
        replace(bucket, kind, Optional.of(document));
    }

    public void deleteDocument(Bucket bucket, DocumentKind kind) throws IOException {
        replace(bucket, kind, Optional.empty());
    }

    private void replace(Bucket bucket, DocumentKind kind, Optional<Bytes> document) throws IOException {
        change(bucket, UnaryOperator.identity(), now -> {
            checkReplaceable(now, kind);
            kind.check(Optional.empty(), document);
            return replaced(now, kind, document);
        });
    }

    /// Puts what `change` makes of the document of that kind, as it is now, in its place; nothing removes it.
    public void changeDocument(Bucket bucket, DocumentKind kind, UnaryOperator<Optional<Bytes>> change)
            throws IOException {
        // If another commit replaces the document meanwhile, whatever is read, this commit fails.
        change(bucket, UnaryOperator.identity(), now -> {
            var before = document(now, kind);
            var after = change.apply(before);
            kind.check(before, after);
            return replaced(now, kind, after);
        });
    }

    /// Tags that decide about access are changed one by one, by TagResource and UntagResource.
    private static void checkReplaceable(Bucket now, DocumentKind kind) {
        if (kind == DocumentKind.TAGGING && now.settings().tagsDecide()) {
            throw S3Error.METHOD_NOT_ALLOWED
                    .saying("The tags of a bucket for which ABAC is enabled are changed by TagResource and"
                            + " UntagResource.")
                    .with("BucketName", now.name());
        }
    }

    /// A bucket with a document in place of the one of that kind, or with none.
    private Changed replaced(Bucket bucket, DocumentKind kind, Optional<Bytes> document) {
        var edits = new ArrayList<Edit>();
        var settings = bucket.settings();
        var old = settings.documents().get(kind);
        if (old != null) {
            edits.add(new Edit.DeleteCell(Lane.CELLS, kind.cell(old)));
        }
        if (document.isEmpty()) {
            return new Changed(bucket.with(settings.without(kind)), edits);
        }
        long revision = random.nextLong() >>> 1;
        edits.add(new Edit.PutCell(Lane.CELLS, kind.cell(revision), document.get()));
        return new Changed(bucket.with(settings.with(kind, revision)), edits);
    }

    /// A bucket and what is written beside it.
    private record Changed(Bucket bucket, List<Edit> edits) {
        List<Edit> allEdits() {
            var all = new ArrayList<>(edits);
            all.add(new Edit.PutHead(BucketRecord.write(bucket)));
            return all;
        }
    }

    /// Makes of a bucket as it is now what it is to be.
    @FunctionalInterface
    private interface Beside {
        Changed apply(Bucket now) throws IOException;
    }

    /// To be called right before an object is committed: the bucket is still there and nobody is deleting it.
    ///
    /// @return the bucket as it is now
    public Bucket checkWritable(Bucket bucket) throws IOException {
        var now = find(bucket.name())
                .filter(same -> same.id().equals(bucket.id()))
                .orElseThrow(() -> S3Error.noSuchBucket(bucket.name()));
        if (now.isDeleting(clock.instant())) {
            throw S3Error.OPERATION_ABORTED.refusal();
        }
        return now;
    }

    /// Marks the bucket, and waits until every writer obeys the mark: what it holds then, it will hold.
    public void close(Bucket bucket) throws IOException {
        change(bucket, now -> now.deletingSince(clock.instant()));
        boolean closed = false;
        try {
            Thread.sleep(lease);
            closed = true;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stop);
        } finally {
            if (!closed) {
                reopen(bucket);
            }
        }
    }

    /// Takes the mark away again.
    public void reopen(Bucket bucket) throws IOException {
        change(bucket, now -> now.deletingSince(Instant.EPOCH));
    }

    /// Removes a bucket that [#close] was called for and that is empty.
    public void remove(Bucket bucket) throws IOException {
        var group = Bytes.utf8(bucket.name());
        var current = store.read(TABLE, group, HEAD);
        boolean same = read(bucket.name(), current)
                .filter(now -> now.id().equals(bucket.id()))
                .isPresent();
        var row = store.read(OWNED, owned(bucket.owner(), bucket.name()), HEAD);
        if (same) {
            store.commit(TABLE, group, current.unchanged(), List.of(new Edit.DeleteGroup()));
        }
        // Unless somebody made the bucket again meanwhile, and wrote the row anew.
        if (row.head().isPresent()) {
            var gone = store.commit(
                    OWNED, owned(bucket.owner(), bucket.name()), row.unchanged(), List.of(new Edit.DeleteGroup()));
            if (gone instanceof Outcome.Applied) {
                count(bucket.owner()).decrementAndGet();
            }
        }
    }

    /// Gives a new service key to every bucket whose current one was made before `oldest`; the old ones keep
    /// opening what they sealed.
    public void rotateServiceKeys(Instant oldest, LongConsumer progress) throws IOException {
        walk(bucket -> {
            if (bucket.serviceKeys().current().created().isBefore(oldest)) {
                rotateServiceKey(bucket);
            }
            progress.accept(1);
        });
    }

    /// Gives a new service key to one bucket.
    public void rotateServiceKey(Bucket bucket) throws IOException {
        change(bucket, now -> now.with(now.serviceKeys().plus(serviceKeys.next(now.id()))));
    }

    /// Takes a service key that is not the current one out of a bucket; it may be in a file of the store still.
    ///
    /// @return whether it was there
    public boolean retireServiceKey(Bucket bucket, String id) throws IOException {
        var was = new AtomicBoolean();
        change(bucket, now -> {
            was.set(now.serviceKeys().find(id).isPresent());
            return was.get() ? now.with(now.serviceKeys().retiring(id)) : now;
        });
        return was.get();
    }

    /// Has the files of the store without any of the keys that were retired.
    @FunctionalInterface
    public interface Erasing {
        void erase() throws IOException;
    }

    /// Erases the service keys that were retired, if any is not known to be erased.
    public void eraseServiceKeys(Erasing erasing) throws IOException {
        var waiting = new HashMap<String, Set<String>>();
        walk(bucket -> {
            if (!bucket.serviceKeys().unerased().isEmpty()) {
                waiting.put(bucket.name(), bucket.serviceKeys().unerased());
            }
        });
        if (waiting.isEmpty()) {
            return;
        }
        erasing.erase();
        for (var each : waiting.entrySet()) {
            var bucket = find(each.getKey());
            if (bucket.isPresent()) {
                change(bucket.get(), now -> now.with(now.serviceKeys().erased(each.getValue())));
            }
        }
    }

    /// Takes the buckets of a walk one by one.
    @FunctionalInterface
    public interface BucketVisitor {
        void visit(Bucket bucket) throws IOException;
    }

    /// Visits every bucket, and goes round those that are damaged.
    public void walk(BucketVisitor visitor) throws IOException {
        store.walk(
                TABLE,
                Bytes.EMPTY,
                Optional.empty(),
                row -> visitor.visit(
                        BucketRecord.read(row.group().toUtf8(), row.head().value())));
    }

    /// Visits every bucket whose record can be read.
    public void walkReadable(BucketVisitor visitor) throws IOException {
        store.inspect(TABLE, new SealedStore.Inspector() {
            @Override
            public void whole(Page.Row row) throws IOException {
                if (row.head().value().size() > 0) {
                    visitor.visit(
                            BucketRecord.read(row.group().toUtf8(), row.head().value()));
                }
            }

            @Override
            public void damaged(Bytes group, IOException why) {
                // told by who looks at all records
            }
        });
    }

    private static Bytes owned(String owner, String name) {
        return Bytes.utf8(owner + "/" + name);
    }

    static Bytes ownedSince(Instant written) {
        return new RecordWriter().number(1, written.toEpochMilli()).toBytes();
    }

    private void own(String owner, String name) throws IOException {
        var group = owned(owner, name);
        var row = ownedSince(clock.instant());
        var count = count(owner);
        boolean added =
                store.update(OWNED, group, head -> new SealedStore.Update<>(head.isEmpty(), new Edit.PutHead(row)));
        if (added) {
            count.incrementAndGet();
        }
    }

    /// Writes the rows that are missing: all of a store from before there were any, and what a kill left out.
    public void indexOwners(LongConsumer progress) throws IOException {
        walk(bucket -> {
            if (store.read(OWNED, owned(bucket.owner(), bucket.name()), HEAD)
                    .head()
                    .isEmpty()) {
                own(bucket.owner(), bucket.name());
            }
            progress.accept(1);
        });
        if (!isIndexed()) {
            var nobody = store.read(OWNED, COMPLETE, HEAD);
            var row = ownedSince(clock.instant());
            store.commit(OWNED, COMPLETE, nobody.unchanged(), List.of(new Edit.PutHead(row)));
        }
    }

    private boolean isIndexed() throws IOException {
        if (!owned) {
            owned = store.read(OWNED, COMPLETE, HEAD).head().isPresent();
        }
        return owned;
    }

    /// One page of an account's buckets.
    ///
    /// @param directories whether directory buckets are wanted, or all others
    /// @param region empty for all
    public SealedStore.Choice<Bucket> ownedBy(
            String owner, boolean directories, String prefix, String region, String after, int limit)
            throws IOException {
        // Until the rows are complete every bucket is looked at.
        boolean indexed = isIndexed();
        var table = indexed ? OWNED : TABLE;
        var start = indexed ? owner + "/" : "";
        boolean fromPrefix = after.isEmpty() || after.compareTo(prefix) < 0;
        var from = new SealedStore.Position(Bytes.utf8(start + (fromPrefix ? prefix : after)), fromPrefix);
        var all = Bytes.utf8(start + prefix);
        Optional<Bytes> to = all.size() == 0 ? Optional.empty() : Optional.of(all.prefixSuccessor());
        return store.choose(table, from, to, limit, row -> {
            var name = row.group().toUtf8().substring(start.length());
            var bucket = indexed
                    ? find(name)
                    : Optional.of(BucketRecord.read(name, row.head().value()));
            return bucket.filter(one -> one.owner().equals(owner)
                    && one.isDirectory() == directories
                    && (region.isEmpty() || one.region().equals(region)));
        });
    }
}
