package sealstead.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// What may be garbage, written down before it can be (shared design: intents and fencing). An intent says: after this
/// hour, look whether group G names blob B; if not, B is garbage. One is written before a blob is made, one before a
/// blob is replaced; no list of all blobs is ever needed.
///
///     group of table "gc": shard (1) | due hour since 1970 (4) | blob id (16) | kind (1)
///     head               : state (1) | table name length (1) | table name | owner group
public final class Intents {
    static final Table TABLE = new Table("gc");
    static final int SHARDS = 16;
    static final byte PENDING = 'p';
    static final byte CONDEMNED = 'c';

    private static final int MOST_UNSETTLED = 10_000;

    private final MetaStore store;
    private final Clock clock;
    private final Duration grace;
    private final BlockingQueue<Claim> settled = new ArrayBlockingQueue<>(MOST_UNSETTLED);

    /// @param grace how long a blob without an owner is kept: longer than any upload and any read lasts
    public Intents(MetaStore store, Clock clock, Duration grace) {
        this.store = store;
        this.clock = clock;
        this.grace = grace;
    }

    /// Why an intent was written; part of its name, so that two of one blob never collide.
    enum Kind {
        CREATION('n'),
        RETIREMENT('r'),
        FENCE('f');

        private final byte letter;

        Kind(char letter) {
            this.letter = (byte) letter;
        }
    }

    /// An intent that was written.
    record Intent(Bytes group, byte state, Table ownerTable, Bytes ownerGroup, BlobId blob, boolean fence) {}

    /// The creation intent of a blob that is being written.
    public final class Claim {
        private final Bytes group;
        private final Bytes value;
        private TxId txid;
        private Instant written;

        private Claim(Bytes group, Bytes value, TxId txid, Instant written) {
            this.group = group;
            this.value = value;
            this.txid = txid;
            this.written = written;
        }

        /// To be called after the owner's head was read and before it is committed: false says that the collector has
        /// condemned the blob meanwhile, so that it must be written again under another name.
        public boolean isStillOurs() throws IOException {
            var now = clock.instant();
            if (Duration.between(written, now).compareTo(grace.dividedBy(8)) < 0) {
                return true;
            }
            return switch (store.commit(TABLE, group, new Guard.At(txid), List.of(new Edit.PutHead(value)))) {
                case Outcome.Applied(var fresh) -> {
                    txid = fresh;
                    written = now;
                    yield true;
                }
                case Outcome.Conflict conflict -> false;
            };
        }

        /// The blob is owned, or gone: the intent is dropped some time later.
        public void settle() {
            if (!settled.offer(this)) {
                return; // the collector finds it when it is due
            }
        }

        private void drop() throws IOException {
            store.commit(TABLE, group, new Guard.At(txid), List.of(new Edit.DeleteGroup()));
        }
    }

    /// Says that `blob` is about to be made for `ownerGroup`; durable before the first byte is written.
    public Claim begin(Table ownerTable, Bytes ownerGroup, BlobId blob) throws IOException {
        var now = clock.instant();
        var group = group(blob, now.plus(grace), Kind.CREATION);
        var value = value(PENDING, ownerTable, ownerGroup);
        return switch (store.commit(TABLE, group, new Guard.Absent(), List.of(new Edit.PutHead(value)))) {
            case Outcome.Applied(var txid) -> new Claim(group, value, txid, now);
            case Outcome.Conflict conflict -> throw new IOException("a blob name was used twice: " + blob);
        };
    }

    /// Says that `ownerGroup` is about to stop naming `blob`; durable before it does.
    public void retire(Table ownerTable, Bytes ownerGroup, BlobId blob) throws IOException {
        var group = group(blob, clock.instant().plus(grace), Kind.RETIREMENT);
        // A conflict means that another writer is about to do the same: one intent serves both.
        store.commit(
                TABLE, group, new Guard.Absent(), List.of(new Edit.PutHead(value(PENDING, ownerTable, ownerGroup))));
    }

    void rememberFence(Table ownerTable, Bytes ownerGroup, BlobId blob) throws IOException {
        var group = group(blob, clock.instant().plus(grace.multipliedBy(7)), Kind.FENCE);
        store.commit(
                TABLE, group, new Guard.Absent(), List.of(new Edit.PutHead(value(PENDING, ownerTable, ownerGroup))));
    }

    /// Drops the intents that are settled, many in one turn.
    public int dropSettled() throws IOException {
        int dropped = 0;
        for (var claim = settled.poll(); claim != null; claim = settled.poll()) {
            claim.drop();
            dropped++;
        }
        return dropped;
    }

    Instant now() {
        return clock.instant();
    }

    static Bytes shardStart(int shard) {
        return Bytes.of((byte) shard);
    }

    /// The end of what is due in a shard at `now`.
    static Bytes shardDue(int shard, Instant now) {
        return Bytes.wrap(
                ByteBuffer.allocate(5).put((byte) shard).putInt(hour(now) + 1).array());
    }

    private static int hour(Instant time) {
        return (int) (time.getEpochSecond() / 3600);
    }

    private static Bytes group(BlobId blob, Instant due, Kind kind) {
        // Rounded up: nothing is due before its grace is over.
        return Bytes.wrap(ByteBuffer.allocate(22)
                .put((byte) Math.floorMod(blob.hashCode(), SHARDS))
                .putInt(hour(due) + 1)
                .putInt(blob.hour())
                .putInt(blob.random0())
                .putLong(blob.random1())
                .put(kind.letter)
                .array());
    }

    static Bytes value(byte state, Table table, Bytes group) {
        var name = table.name().getBytes(StandardCharsets.US_ASCII);
        return Bytes.wrap(ByteBuffer.allocate(2 + name.length + group.size())
                .put(state)
                .put((byte) name.length)
                .put(name)
                .put(group.readOnlyArray())
                .array());
    }

    static Intent parse(Page.Row row) {
        var key = ByteBuffer.wrap(row.group().readOnlyArray());
        key.position(5);
        var blob = new BlobId(key.getInt(), key.getInt(), key.getLong());
        boolean fence = key.get() == Kind.FENCE.letter;
        var value = row.head().value();
        int nameBytes = value.at(1);
        var table = new Table(value.slice(2, 2 + nameBytes).toUtf8());
        return new Intent(row.group(), value.at(0), table, value.slice(2 + nameBytes, value.size()), blob, fence);
    }
}
