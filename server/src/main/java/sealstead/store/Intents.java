package sealstead.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/// What may be garbage, written down before it can be. An intent says:
/// after this moment, look whether group G names blob B; if not, B is garbage. One is written before a blob is
/// made, one before a blob is replaced; no list of all blobs is ever needed.
///
///     group of table "gc": shard (1) | due (4, unsigned) | blob id (16) | kind (1)
///     due                : seconds since 1970; below 2^24 it is hours, as stores before wrote it
///     head               : state (1) | table name length (1) | table name | owner group length (4) | owner group
///                          | ids of further blobs (16 each)
public final class Intents {
    static final Table TABLE = new Table("gc");

    /// Whether a table is that of the intents, which are not sealed.
    public static boolean isOf(Table table) {
        return table.name().equals(TABLE.name());
    }

    static final int SHARDS = 16;
    static final byte PENDING = 'p';
    static final byte CONDEMNED = 'c';

    /// Each holds the name of its owner, at most 1,100 bytes or so.
    private static final int MAX_UNSETTLED = 10_000;

    private static final long HOURS_BELOW = 1L << 24;

    private final MetaStore store;
    private final InstantSource stamps;
    private final InstantSource passed;
    private final Graces graces;
    private final BlobPins pins = new BlobPins();
    private final AtomicLong earliestDue = new AtomicLong(Long.MAX_VALUE);
    private final BlockingQueue<Claim> settled = new ArrayBlockingQueue<>(MAX_UNSETTLED);

    /// How long blobs that may be garbage are kept.
    ///
    /// @param unowned a blob that nothing names yet: longer than any upload lasts
    /// @param retired a blob that nothing names any more: longer than it takes from reading a record to opening its
    ///     blobs; who reads many of them one after the other holds them by [BlobPins]
    public record Graces(Duration unowned, Duration retired) {
        public Graces {
            retired = retired.compareTo(unowned) < 0 ? retired : unowned;
        }
    }

    /// @param stamps the time that is written down
    /// @param passed a moment that has surely passed; never later than `stamps`
    public Intents(MetaStore store, InstantSource stamps, InstantSource passed, Graces graces) {
        this.store = store;
        this.stamps = stamps;
        this.passed = passed;
        this.graces = graces;
    }

    /// Why an intent was written; part of its name, so that two of one blob never collide.
    enum Kind {
        CREATION('n'),
        RETIREMENT('r'),
        SECOND_LOOK('s'),
        FENCE('f');

        private final byte letter;

        Kind(char letter) {
            this.letter = (byte) letter;
        }

        static Kind of(byte letter) {
            for (var kind : values()) {
                if (kind.letter == letter) {
                    return kind;
                }
            }
            throw new IllegalStateException("an intent of the kind " + letter);
        }
    }

    /// An intent that was written.
    ///
    /// @param due when its blobs may be looked at
    record Intent(
            Bytes group, byte state, Table ownerTable, Bytes ownerGroup, List<BlobId> blobs, Kind kind, Instant due) {
        Intent {
            blobs = List.copyOf(blobs);
        }

        /// Whether it stands before all those that count seconds, whenever it is due.
        boolean inHours() {
            return isInHours(Intents.due(group));
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

        /// To be called after the owner's head was read and before it is committed: false says that the
        /// collector has condemned the blob meanwhile, so that it must be written again under another name.
        public boolean isStillOurs() throws IOException {
            // By the very clock that the collector goes by: whatever makes that leap is seen here as well.
            var now = passed.instant();
            if (Duration.between(written, now).compareTo(graces.unowned.dividedBy(8)) < 0) {
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

        void drop() throws IOException {
            store.commit(TABLE, group, new Guard.At(txid), List.of(new Edit.DeleteGroup()));
        }
    }

    /// Says that `blob` is about to be made for `ownerGroup`; durable before the first byte is written.
    public Claim begin(Table ownerTable, Bytes ownerGroup, BlobId blob) throws IOException {
        var now = passed.instant();
        var group = group(blob, stamps.instant().plus(graces.unowned), Kind.CREATION);
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
        var group = group(blobs.getFirst(), stamps.instant().plus(graces.retired), Kind.RETIREMENT);
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

    /// Says that blobs which were announced as garbage and are not are to be looked at again.
    void lookAgain(Table ownerTable, Bytes ownerGroup, List<BlobId> blobs) throws IOException {
        var group = group(blobs.getFirst(), stamps.instant().plus(graces.unowned), Kind.SECOND_LOOK);
        store.commit(
                TABLE,
                group,
                new Guard.Absent(),
                List.of(new Edit.PutHead(value(PENDING, ownerTable, ownerGroup, blobs))));
    }

    /// Says that a fence is about to be put where nothing is, so that it is taken away some day.
    public void rememberFence(Table ownerTable, Bytes ownerGroup, BlobId blob) throws IOException {
        var group = group(blob, stamps.instant().plus(memory()), Kind.FENCE);
        var value = value(PENDING, ownerTable, ownerGroup, List.of(blob));
        store.commit(TABLE, group, new Guard.Absent(), List.of(new Edit.PutHead(value)));
    }

    /// How long after its writing an intent may still be there, if the collector runs.
    public Duration memory() {
        return graces.unowned.multipliedBy(7);
    }

    /// Claims whose intents need not be kept any longer, oldest first, at most `limit`.
    List<Claim> takeSettled(int limit) {
        var some = new ArrayList<Claim>();
        settled.drainTo(some, limit);
        return some;
    }

    /// The blobs that are held by readers.
    public BlobPins pins() {
        return pins;
    }

    int settledClaims() {
        return settled.size();
    }

    /// When the earliest of the intents is due that were written here since this was asked last: after a clock
    /// was set back, maybe before others that are settled already.
    Instant takeEarliestDue() {
        return Instant.ofEpochSecond(Math.min(Instant.MAX.getEpochSecond(), earliestDue.getAndSet(Long.MAX_VALUE)));
    }

    /// What is due before this may be looked at.
    Instant passed() {
        return passed.instant();
    }

    Duration retiredGrace() {
        return graces.retired;
    }

    static Bytes shardStart(int shard) {
        return Bytes.of((byte) shard);
    }

    /// Where in a shard those begin that are due at `due` or later, but for those of stores before, which all come
    /// first.
    static Bytes shardAt(int shard, Instant due) {
        return Bytes.wrap(ByteBuffer.allocate(5)
                .put((byte) shard)
                .putInt((int) Math.max(HOURS_BELOW, due.getEpochSecond()))
                .array());
    }

    private Bytes group(BlobId blob, Instant due, Kind kind) {
        earliestDue.accumulateAndGet(due.getEpochSecond(), Math::min);
        // Rounded up: nothing is due before its grace is over.
        return Bytes.wrap(ByteBuffer.allocate(22)
                .put((byte) Math.floorMod(blob.hashCode(), SHARDS))
                .putInt((int) (due.getEpochSecond() + 1))
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

    private static long due(Bytes group) {
        return Integer.toUnsignedLong(
                ByteBuffer.wrap(group.readOnlyArray()).position(1).getInt());
    }

    private static boolean isInHours(long due) {
        return due < HOURS_BELOW;
    }

    static Intent parse(Page.Row row) {
        var key = ByteBuffer.wrap(row.group().readOnlyArray());
        key.position(5);
        long due = due(row.group());
        var blobs = new ArrayList<BlobId>();
        blobs.add(readBlob(key));
        var kind = Kind.of(key.get());
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
                kind,
                Instant.ofEpochSecond(isInHours(due) ? due * 3600 : due));
    }

    private static BlobId readBlob(ByteBuffer from) {
        return new BlobId(from.getInt(), from.getInt(), from.getLong());
    }
}
