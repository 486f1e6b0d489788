package sealstead.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// What may be garbage, written down before it can be (shared design: intents and fencing). An intent says: after this
/// hour, look whether group G names blob B; if not, B is garbage. One is written before a blob is made, one before a
/// blob is replaced; no list of all blobs is ever needed.
///
///     group of table "gc": shard (1) | due hour since 1970 (4) | blob id (16) | kind (1)
///     head               : state (1) | table name length (1) | table name | owner group length (4) | owner group
///                          | ids of further blobs (16 each)
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
    record Intent(Bytes group, byte state, Table ownerTable, Bytes ownerGroup, List<BlobId> blobs, boolean fence) {
        Intent {
            blobs = List.copyOf(blobs);
        }
    }

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
        var value = value(PENDING, ownerTable, ownerGroup, List.of(blob));
        return switch (store.commit(TABLE, group, new Guard.Absent(), List.of(new Edit.PutHead(value)))) {
            case Outcome.Applied(var txid) -> new Claim(group, value, txid, now);
            case Outcome.Conflict conflict -> throw new IOException("a blob name was used twice: " + blob);
        };
    }

    /// Says that `ownerGroup` is about to stop naming `blobs`; durable before it does.
    public void retire(Table ownerTable, Bytes ownerGroup, List<BlobId> blobs) throws IOException {
        if (blobs.isEmpty()) {
            return;
        }
        var group = group(blobs.getFirst(), clock.instant().plus(grace), Kind.RETIREMENT);
        var all = new LinkedHashSet<>(blobs);
        Guard guard = new Guard.Absent();
        while (true) {
            var value = value(PENDING, ownerTable, ownerGroup, List.copyOf(all));
            switch (store.commit(TABLE, group, guard, List.of(new Edit.PutHead(value)))) {
                case Outcome.Applied applied -> {
                    return;
                }
                case Outcome.Conflict(var current) -> {
                    // Another writer is about to do the same: one intent serves both.
                    current.head()
                            .ifPresent(head ->
                                    all.addAll(parse(new Page.Row(group, head)).blobs()));
                    guard = current.unchanged();
                }
            }
        }
    }

    /// Says that a fence is about to be put where nothing is, so that it is taken away some day.
    public void rememberFence(Table ownerTable, Bytes ownerGroup, BlobId blob) throws IOException {
        var group = group(blob, clock.instant().plus(memory()), Kind.FENCE);
        var value = value(PENDING, ownerTable, ownerGroup, List.of(blob));
        store.commit(TABLE, group, new Guard.Absent(), List.of(new Edit.PutHead(value)));
    }

    /// How long after its writing an intent may still be there, if the collector runs.
    public Duration memory() {
        return grace.multipliedBy(7);
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

    static Bytes value(byte state, Table table, Bytes group, List<BlobId> blobs) {
        var name = table.name().getBytes(StandardCharsets.US_ASCII);
        int further = BlobId.BYTES * (blobs.size() - 1);
        var value = ByteBuffer.allocate(2 + name.length + 4 + group.size() + further)
                .put(state)
                .put((byte) name.length)
                .put(name)
                .putInt(group.size())
                .put(group.readOnlyArray());
        for (var blob : blobs.subList(1, blobs.size())) {
            value.putInt(blob.hour()).putInt(blob.random0()).putLong(blob.random1());
        }
        return Bytes.wrap(value.array());
    }

    static Intent parse(Page.Row row) {
        var key = ByteBuffer.wrap(row.group().readOnlyArray());
        key.position(5);
        var blobs = new ArrayList<BlobId>();
        blobs.add(readBlob(key));
        boolean fence = key.get() == Kind.FENCE.letter;
        var value = ByteBuffer.wrap(row.head().value().readOnlyArray());
        byte state = value.get();
        var table = new byte[value.get()];
        value.get(table);
        var group = new byte[value.getInt()];
        value.get(group);
        while (value.hasRemaining()) {
            blobs.add(readBlob(value));
        }
        return new Intent(
                row.group(),
                state,
                new Table(new String(table, StandardCharsets.US_ASCII)),
                Bytes.wrap(group),
                blobs,
                fence);
    }

    private static BlobId readBlob(ByteBuffer from) {
        return new BlobId(from.getInt(), from.getInt(), from.getLong());
    }
}
