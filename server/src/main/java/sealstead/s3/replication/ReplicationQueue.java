package sealstead.s3.replication;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import sealstead.custody.RecordReader;
import sealstead.custody.RecordWriter;
import sealstead.custody.SealedStore;
import sealstead.gateway.Gateways;
import sealstead.s3.S3Error;
import sealstead.s3.bucket.Bucket;
import sealstead.s3.object.VersionName;
import sealstead.store.Bytes;
import sealstead.store.Edit;
import sealstead.store.Guard;
import sealstead.store.Outcome;
import sealstead.store.Table;
import sealstead.store.TxId;

/// Versions that wait to be replicated, sealed and durable: a lane for each account that owns the source, in order of
/// time. An entry is written before its version is committed, and is let alone until that has been tried; a crash
/// between the two leaves an entry without a version, which comes to nothing. An entry of another gateway, which may be
/// about to commit its version, is let alone for a while.
public final class ReplicationQueue {
    private static final Table TABLE = new Table("replication");
    private static final int ACCOUNT_BYTES = 12;
    private static final int PAGE = 100;
    /// Longer than it takes from an entry to the commit of its version.
    private static final Duration DEPARTING = Duration.ofMinutes(15);

    private final SealedStore records;
    private final RandomGenerator random;
    private final Clock clock;
    private final long most;
    private final ReplicationFigures figures;
    private final Gateways gateways;
    /// Entries whose versions are about to be committed by this process.
    private final Set<Bytes> departing = ConcurrentHashMap.newKeySet();
    private final Map<String, AtomicLong> waiting = new ConcurrentHashMap<>();

    /// @param most how many versions of one account may wait
    /// @param gateways that have the store
    public ReplicationQueue(
            SealedStore records,
            RandomGenerator random,
            Clock clock,
            long most,
            ReplicationFigures figures,
            Gateways gateways)
            throws IOException {
        this.records = records;
        this.random = random;
        this.clock = clock;
        this.most = most;
        this.figures = figures;
        this.gateways = gateways;
        countAgain();
    }

    /// Counts what waits, which others may add to and take from.
    public void countAgain() throws IOException {
        var ofAccounts = new HashMap<String, Long>();
        var ofBuckets = new HashMap<String, Long>();
        records.walk(TABLE, Bytes.EMPTY, Optional.empty(), row -> {
            if (row.head().value().size() > 0) {
                ofAccounts.merge(account(row.group()), 1L, Long::sum);
                ofBuckets.merge(
                        read(row.group(), row.head().txid(), row.head().value()).bucket(), 1L, Long::sum);
            }
        });
        waiting.values().forEach(count -> count.set(0));
        ofAccounts.forEach((account, count) -> count(account).set(count));
        figures.waiting(ofBuckets);
    }

    /// A version that waits.
    ///
    /// @param bucketId of its bucket, whose name may have gone to another since
    /// @param addedBy the number of the gateway that added it; 0 where there is one alone
    record Waiting(
            Bytes group, TxId written, String bucketId, String bucket, String key, String versionId, long addedBy) {
        String account() {
            return ReplicationQueue.account(group);
        }
    }

    private AtomicLong count(String account) {
        return waiting.computeIfAbsent(account, key -> new AtomicLong());
    }

    private static String account(Bytes group) {
        return group.slice(0, ACCOUNT_BYTES).toUtf8();
    }

    /// Writes an entry and holds it back until [#release].
    Bytes add(Bucket bucket, String key, VersionName version) throws IOException {
        var count = count(bucket.owner());
        if (count.incrementAndGet() > most) {
            count.decrementAndGet();
            throw S3Error.SLOW_DOWN.saying("Too many objects wait to be replicated.");
        }
        var now = clock.instant();
        var id = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(now.getEpochSecond() * 1_000_000 + now.getNano() / 1000)
                .putLong(random.nextLong());
        var group = Bytes.concat(Bytes.utf8(bucket.owner()), Bytes.wrap(id.array()));
        var record = write(bucket.id(), bucket.name(), key, version.id(), gateways.self());
        departing.add(group);
        boolean added = false;
        try {
            var put = List.<Edit>of(new Edit.PutHead(record));
            added = records.commit(TABLE, group, new Guard.Absent(), put) instanceof Outcome.Applied;
            if (!added) {
                throw new IOException("an id of the replication queue was used twice");
            }
            figures.waits(bucket.name(), 1);
            return group;
        } finally {
            if (!added) {
                departing.remove(group);
                count.decrementAndGet();
            }
        }
    }

    /// The version of an entry was committed, or was not.
    void release(Bytes group) {
        departing.remove(group);
    }

    /// Whether another gateway may be about to commit the version of an entry.
    boolean mayDepart(Waiting entry) {
        long micros = ByteBuffer.wrap(entry.group().readOnlyArray()).getLong(ACCOUNT_BYTES);
        return gateways.isOtherLiving(entry.addedBy())
                && micros / 1000 > clock.instant().minus(DEPARTING).toEpochMilli();
    }

    /// The accounts in whose lanes something waits, by the counts, so that an idle queue reads nothing; where others
    /// add entries, by what is there.
    List<String> accounts() throws IOException {
        return gateways.isShared() ? lanes() : counted();
    }

    private List<String> lanes() throws IOException {
        var lanes = new ArrayList<String>();
        var from = Bytes.EMPTY;
        while (true) {
            var page = records.list(TABLE, from, true, Optional.empty(), 1);
            if (page.rows().isEmpty()) {
                return lanes;
            }
            var account = account(page.rows().getFirst().group());
            lanes.add(account);
            from = Bytes.utf8(account).prefixSuccessor();
        }
    }

    private List<String> counted() {
        return waiting.entrySet().stream()
                .filter(lane -> lane.getValue().get() > 0)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /// Some entries of a lane, those that can be read and are not held back.
    ///
    /// @param last the last of the page, whether it can be read or not; absent at the end of the lane
    record Some(List<Waiting> entries, Optional<Bytes> last) {}

    /// @param after the last that was seen, or empty to begin with the oldest
    Some next(String account, Bytes after) throws IOException {
        var lane = Bytes.utf8(account);
        boolean fromStart = after.size() == 0;
        var page = records.list(TABLE, fromStart ? lane : after, fromStart, Optional.of(lane.prefixSuccessor()), PAGE);
        var entries = new ArrayList<Waiting>();
        for (var row : page.rows()) {
            if (row.head().value().size() > 0 && !departing.contains(row.group())) {
                entries.add(read(row.group(), row.head().txid(), row.head().value()));
            }
        }
        return new Some(
                entries,
                page.rows().isEmpty()
                        ? Optional.empty()
                        : Optional.of(page.rows().getLast().group()));
    }

    static Bytes write(String bucketId, String bucket, String key, String versionId, long addedBy) {
        var out = new RecordWriter()
                .text(1, bucketId)
                .text(2, bucket)
                .text(3, key)
                .text(4, versionId);
        return (addedBy == 0 ? out : out.number(5, addedBy)).toBytes();
    }

    static Waiting read(Bytes group, TxId written, Bytes record) {
        var bucketId = "";
        var bucket = "";
        var key = "";
        var versionId = "";
        long addedBy = 0;
        var in = new RecordReader(record);
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> bucketId = in.text();
                case 2 -> bucket = in.text();
                case 3 -> key = in.text();
                case 4 -> versionId = in.text();
                case 5 -> addedBy = in.number();
                default -> {}
            }
        }
        return new Waiting(group, written, bucketId, bucket, key, versionId, addedBy);
    }

    void remove(Waiting entry) throws IOException {
        var removed =
                records.commit(TABLE, entry.group(), new Guard.At(entry.written()), List.of(new Edit.DeleteGroup()));
        if (removed instanceof Outcome.Applied) {
            count(entry.account()).decrementAndGet();
            figures.waits(entry.bucket(), -1);
        }
    }
}
