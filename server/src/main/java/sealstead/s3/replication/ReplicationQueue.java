package sealstead.s3.replication;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
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
/// between the two leaves an entry without a version, which comes to nothing.
public final class ReplicationQueue {
    private static final Table TABLE = new Table("replication");
    private static final int ACCOUNT_BYTES = 12;
    private static final int PAGE = 100;

    private final SealedStore records;
    private final RandomGenerator random;
    private final Clock clock;
    private final long most;
    private final ReplicationFigures figures;
    /// Entries whose versions are about to be committed by this process.
    private final Set<Bytes> departing = ConcurrentHashMap.newKeySet();
    private final Map<String, AtomicLong> waiting = new ConcurrentHashMap<>();

    /// @param most how many versions of one account may wait
    public ReplicationQueue(
            SealedStore records, RandomGenerator random, Clock clock, long most, ReplicationFigures figures)
            throws IOException {
        this.records = records;
        this.random = random;
        this.clock = clock;
        this.most = most;
        this.figures = figures;
        records.walk(TABLE, Bytes.EMPTY, Optional.empty(), row -> {
            if (row.head().value().size() > 0) {
                count(account(row.group())).incrementAndGet();
                figures.waits(
                        read(row.group(), row.head().txid(), row.head().value()).bucket(), 1);
            }
        });
    }

    /// A version that waits.
    ///
    /// @param bucketId of its bucket, whose name may have gone to another since
    record Waiting(Bytes group, TxId written, String bucketId, String bucket, String key, String versionId) {
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
        var record = write(bucket.id(), bucket.name(), key, version.id());
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

    /// The accounts in whose lanes something waits, by the counts, so that an idle queue reads nothing.
    List<String> accounts() {
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

    static Bytes write(String bucketId, String bucket, String key, String versionId) {
        return new RecordWriter()
                .text(1, bucketId)
                .text(2, bucket)
                .text(3, key)
                .text(4, versionId)
                .toBytes();
    }

    static Waiting read(Bytes group, TxId written, Bytes record) {
        var bucketId = "";
        var bucket = "";
        var key = "";
        var versionId = "";
        var in = new RecordReader(record);
        while (in.next()) {
            switch (in.tag()) {
                case 1 -> bucketId = in.text();
                case 2 -> bucket = in.text();
                case 3 -> key = in.text();
                case 4 -> versionId = in.text();
                default -> {}
            }
        }
        return new Waiting(group, written, bucketId, bucket, key, versionId);
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
