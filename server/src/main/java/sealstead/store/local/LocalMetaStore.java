package sealstead.store.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.store.Bytes;
import sealstead.store.Cell;
import sealstead.store.DamagedException;
import sealstead.store.Edit;
import sealstead.store.Group;
import sealstead.store.Guard;
import sealstead.store.Head;
import sealstead.store.Lane;
import sealstead.store.MetaStore;
import sealstead.store.Outcome;
import sealstead.store.Page;
import sealstead.store.Table;
import sealstead.store.TxId;

/// [MetaStore] on RocksDB. A commit holds its group's lock from the guard's check until it is durable, so two
/// commits on one group never both pass; RocksDB shows a write only after its log is synced, so no reader sees what
/// a crash could take back.
public final class LocalMetaStore implements MetaStore {
    private static final Logger LOG = LoggerFactory.getLogger(LocalMetaStore.class);
    /// Ciphertext up to here is kept with its record: a 4 KiB object costs a third of the CPU of a file, and
    /// at 64 KiB the rates are the same (docs/adr/0003-inline-threshold.md).
    private static final int MAX_INLINE_BYTES = 33 * 1024;

    private static final int MAX_CELL_BYTES = 8 * 1024 * 1024;
    static final int TXID_BYTES = 16;
    private static final int STRIPES = 1024;

    /// What must at least fit on the disk before the engine is closed to be opened again.
    private static final int PROBE_BYTES = 1024 * 1024;

    private final Path folder;
    private final Optional<Marking> marking;
    private final RoomToOpen room;
    private final EngineDoor door;
    private final GroupCommit committer;
    private final Optional<HighWaterMark> mark;
    private static final String UNCOMPACTED =
            "a table of the records is damaged: it is left as it is and not compacted, so that reads get slower"
                    + " with time; `sealstead repair` removes what is damaged";

    private final StoreListener listener;
    private final Damage damage;
    private final ManifestCopy manifestCopy;
    /// Families with a damaged table, which are not compacted: it would end all writes.
    private final Set<String> uncompacted = new HashSet<>();
    private long generation;
    private final RandomGenerator random;
    private final Stripe[] stripes = new Stripe[STRIPES];
    private final LongAdder gets = new LongAdder();
    private final LongAdder scans = new LongAdder();
    private final LongAdder scanned = new LongAdder();

    /// Opens the store in `folder`, which is made if it is not there, without a mark of how far it has got:
    /// that it was set back as a whole is not noticed.
    public LocalMetaStore(Path folder, RandomGenerator random) throws IOException {
        this(folder, Optional.empty(), StoreListener.NONE, random);
    }

    /// Opens the store in `folder`, which is made if it is not there.
    ///
    /// @param listener hears when writes are refused and when they are taken again
    /// @throws StoreSetBackException if it has less than it had; nothing was changed then
    public LocalMetaStore(Path folder, Optional<Marking> marking, StoreListener listener, RandomGenerator random)
            throws IOException {
        this(folder, marking, () -> {}, listener, random);
    }

    /// The same, where something can be done for room before the store is opened again.
    LocalMetaStore(
            Path folder, Optional<Marking> marking, RoomToOpen room, StoreListener listener, RandomGenerator random)
            throws IOException {
        this(folder, marking, room, listener, random, begin(folder, marking, random));
    }

    /// Makes room on the disk.
    @FunctionalInterface
    interface RoomToOpen {
        void make() throws IOException;
    }

    /// Opens what can be read of a view, whatever is missing.
    static LocalMetaStore ofWhatIsLeft(ReadableView view, RandomGenerator random) throws IOException {
        return new LocalMetaStore(
                view.folder(),
                Optional.empty(),
                () -> {},
                StoreListener.NONE,
                random,
                new Begun(RocksFamilies.openAroundDamage(view.folder()), Optional.empty(), Set.of()));
    }

    private LocalMetaStore(
            Path folder,
            Optional<Marking> marking,
            RoomToOpen room,
            StoreListener listener,
            RandomGenerator random,
            Begun begun) {
        var families = begun.families();
        this.mark = begun.mark();
        this.uncompacted.addAll(begun.uncompacted());
        this.folder = folder;
        this.marking = marking;
        this.room = room;
        this.random = random;
        this.listener = listener;
        this.damage = new Damage(listener);
        if (!uncompacted.isEmpty()) {
            listener.damaged(UNCOMPACTED);
        }
        this.door = new EngineDoor(new RocksEngine(families, 0));
        Arrays.setAll(stripes, i -> new Stripe());
        this.manifestCopy = new ManifestCopy(folder);
        copyManifest();
        GroupCommit.Progress progress = mark.isPresent() ? mark.get()::reached : sequence -> {};
        this.committer = new GroupCommit(door, this::reopen, progress, listener, this::copyManifest);
    }

    /// Opens the engine anew, for the thread that writes. Whether the disk can be written and whether anything
    /// was lost is asked while the old one is still open: as long as there is no use in it, readers keep what
    /// they have.
    private void reopen(Throwable fault, boolean allKnown) throws IOException {
        leaveUncompacted(fault);
        generation += allKnown ? 0 : 1;
        room.make();
        Freshness.check(folder, marking);
        probe();
        door.exchange(() -> new RocksEngine(RocksFamilies.open(folder, uncompacted), generation));
        copyManifest();
        var engine = door.current();
        try {
            if (engine != null) {
                engine.families().prove();
            }
        } catch (RocksDBException unusable) {
            throw new IOException("the records cannot be written: " + unusable.getMessage(), unusable);
        }
    }

    /// A compaction that meets a damaged block ends all writes, and so does the next one that tries: the family
    /// goes on without, until its table is mended.
    private void leaveUncompacted(Throwable fault) {
        var engine = door.current();
        if (engine == null || !(fault instanceof RocksDBException broken) || !Detour.isDamage(broken)) {
            return;
        }
        uncompacted.addAll(engine.families().familiesOf(String.valueOf(broken.getMessage())));
        listener.damaged(UNCOMPACTED);
    }

    /// For the thread that writes.
    private void copyManifest() {
        try {
            manifestCopy.update();
        } catch (IOException notNow) {
            LOG.warn("the manifest of the records was not copied: {}", notNow.toString());
        }
    }

    private void probe() throws IOException {
        var probe = folder.resolve("probe");
        try (var channel = FileChannel.open(
                probe, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(PROBE_BYTES));
            channel.force(true);
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    /// An open engine whose run has begun.
    private record Begun(RocksFamilies families, Optional<HighWaterMark> mark, Set<String> uncompacted) {}

    private static Begun begin(Path folder, Optional<Marking> marking, RandomGenerator random) throws IOException {
        Freshness.check(folder, marking);
        Set<String> uncompacted = Set.of();
        while (true) {
            var families = RocksFamilies.open(folder, uncompacted);
            try {
                var mark = marking.isPresent()
                        ? Optional.of(Freshness.begin(families, marking.get(), random))
                        : Optional.<HighWaterMark>empty();
                return new Begun(families, mark, uncompacted);
            } catch (IOException | RuntimeException failed) {
                // A compaction that begins with the engine may have met a damaged table already.
                boolean again = uncompacted.isEmpty()
                        && failed.getCause() instanceof RocksDBException broken
                        && Detour.isDamage(broken);
                if (again) {
                    uncompacted = families.familiesOf(String.valueOf(failed.getMessage()));
                }
                families.close();
                if (!again) {
                    throw failed;
                }
            }
        }
    }

    /// Counted facts of the hot path.
    ///
    /// @param commits commits applied
    /// @param syncs fsyncs that carried them
    /// @param gets point reads of RocksDB
    /// @param scans seeks of RocksDB's iterators for a scan of records or of cells
    /// @param scanned records and cells that those scans read
    public record Stats(long commits, long syncs, long gets, long scans, long scanned) {
        /// The same by name.
        public Map<String, Long> named() {
            return Map.of(
                    "commits",
                    commits,
                    "commitSyncs",
                    syncs,
                    "recordReads",
                    gets,
                    "recordScans",
                    scans,
                    "recordsScanned",
                    scanned);
        }
    }

    /// Makes a copy of the records as they are at one moment, in a folder that is not there yet, on the same
    /// disk: tables are linked, not copied. Reading and writing go on.
    void checkpoint(Path copy) throws IOException {
        var engine = door.enter();
        try (var checkpoint = Checkpoint.create(engine.db())) {
            checkpoint.createCheckpoint(copy.toString());
        } catch (RocksDBException failed) {
            throw new IOException("cannot make a checkpoint of the records: " + failed.getMessage(), failed);
        } finally {
            door.leave();
        }
    }

    /// Has nothing of what was deleted or replaced before among the heads of a table in any file. Reading and
    /// writing go on, but for the moment in which the engine is opened again.
    ///
    /// @throws IOException if that could not be done; some of it may be there still
    void erase(Table table) throws IOException {
        committer.renew();
        var engine = door.enter();
        try {
            if (!engine.families().isCompacted()) {
                throw new IOException(UNCOMPACTED + "; so that what was destroyed stays in it");
            }
            new Erasure(folder, engine.families(), KeyLayout.head(table, Bytes.EMPTY), KeyLayout.endOf(table)).run();
        } finally {
            door.leave();
        }
    }

    public Stats stats() {
        return new Stats(committer.commits(), committer.syncs(), gets.sum(), scans.sum(), scanned.sum());
    }

    @Override
    public Caps caps() {
        return new Caps(MAX_CELL_BYTES, MAX_INLINE_BYTES);
    }

    @Override
    public Group read(Table table, Bytes group, Set<Lane> lanes) throws IOException {
        var engine = door.enter();
        try {
            if (!lanes.contains(Lane.CELLS) && !lanes.contains(Lane.DATA)) {
                return new Group(head(engine, table, group), List.of(), List.of());
            }
            try (var snapshot = engine.db().getSnapshot();
                    var options = new ReadOptions().setSnapshot(snapshot)) {
                var head = head(get(engine, engine.families().head(), options, KeyLayout.head(table, group)));
                var reading = new Reading(engine, options, table, group);
                return new Group(
                        head,
                        lanes.contains(Lane.CELLS)
                                ? cells(reading, Lane.CELLS, Bytes.EMPTY, Integer.MAX_VALUE)
                                : List.of(),
                        lanes.contains(Lane.DATA)
                                ? cells(reading, Lane.DATA, Bytes.EMPTY, Integer.MAX_VALUE)
                                : List.of());
            }
        } finally {
            door.leave();
        }
    }

    @Override
    public Group read(Table table, Bytes group, Lane lane, Bytes from, int limit) throws IOException {
        var engine = door.enter();
        try (var snapshot = engine.db().getSnapshot();
                var options = new ReadOptions().setSnapshot(snapshot)) {
            var head = head(get(engine, engine.families().head(), options, KeyLayout.head(table, group)));
            var cells = lane == Lane.HEAD
                    ? List.<Cell>of()
                    : cells(new Reading(engine, options, table, group), lane, from, limit);
            return lane == Lane.DATA ? new Group(head, List.of(), cells) : new Group(head, cells, List.of());
        } finally {
            door.leave();
        }
    }

    @Override
    public Optional<Bytes> cell(Table table, Bytes group, Lane lane, Bytes sub) throws IOException {
        var key = KeyLayout.cell(KeyLayout.cells(table, group), sub);
        var engine = door.enter();
        try {
            var family = engine.families().of(lane);
            if (lane != Lane.DATA) {
                return Optional.ofNullable(get(engine, family, engine.checked(), key))
                        .map(Bytes::wrap);
            }
            return Optional.ofNullable(engine.data().get(stripe(table, group), Bytes.wrap(key), false, () -> {
                var stored = get(engine, family, engine.unchecked(), key);
                return stored == null ? null : Bytes.wrap(stored);
            }));
        } finally {
            door.leave();
        }
    }

    @Override
    public Outcome commit(Table table, Bytes group, Guard guard, List<Edit> edits) throws IOException {
        var stripe = stripe(table, group);
        stripe.lock();
        try {
            var txid = TxId.random(random);
            var engine = door.enter();
            List<GroupCommit.Change> changes;
            try {
                var current = currentHead(engine, stripe, table, group);
                boolean holds = switch (guard) {
                    case Guard.Absent() -> current == null;
                    case Guard.At(var expected) ->
                        current != null && current.txid().equals(expected);
                };
                if (!holds) {
                    return new Outcome.Conflict(new Group(current, List.of(), List.of()));
                }
                changes = changes(engine, table, group, current, txid, edits);
            } finally {
                door.leave();
            }
            try {
                // Before any of it can be seen: who finds a cell gone must not find the head that named it.
                drop(engine, table, group, changes);
                committer.commit(engine, changes);
            } finally {
                stripe.committed();
            }
            return new Outcome.Applied(txid);
        } finally {
            stripe.unlock();
        }
    }

    private static void drop(RocksEngine engine, Table table, Bytes group, List<GroupCommit.Change> changes) {
        engine.heads().drop(Bytes.wrap(KeyLayout.head(table, group)));
        for (var change : changes) {
            if (change.isOf(Lane.DATA)) {
                engine.data().drop(change.key());
            }
        }
    }

    private Stripe stripe(Table table, Bytes group) {
        return stripes[Math.floorMod(31 * table.hashCode() + group.hashCode(), STRIPES)];
    }

    private List<GroupCommit.Change> changes(
            RocksEngine engine, Table table, Bytes group, @Nullable Head current, TxId txid, List<Edit> edits)
            throws IOException {
        var changes = new ArrayList<GroupCommit.Change>(edits.size() + 1);
        var headKey = KeyLayout.head(table, group);
        var prefix = KeyLayout.cells(table, group);
        boolean headWritten = false;
        for (var edit : edits) {
            switch (edit) {
                case Edit.PutHead(var value, var label) -> {
                    changes.add(new GroupCommit.Change(Lane.HEAD, headKey, withTxid(txid, value)));
                    headWritten = true;
                }
                case Edit.DeleteGroup() -> {
                    changes.add(new GroupCommit.Change(Lane.HEAD, headKey, null));
                    deleteCells(engine, changes, Lane.CELLS, prefix, Bytes.EMPTY, Optional.empty());
                    deleteCells(engine, changes, Lane.DATA, prefix, Bytes.EMPTY, Optional.empty());
                    headWritten = true;
                }
                case Edit.PutCell(var lane, var sub, var value, var label) -> {
                    if (value.size() > MAX_CELL_BYTES) {
                        throw new IllegalArgumentException("a cell of " + value.size() + " bytes");
                    }
                    changes.add(new GroupCommit.Change(lane, KeyLayout.cell(prefix, sub), value.readOnlyArray()));
                }
                case Edit.DeleteCell(var lane, var sub) ->
                    changes.add(new GroupCommit.Change(lane, KeyLayout.cell(prefix, sub), null));
                case Edit.DeleteCells(var lane, var from, var to) ->
                    deleteCells(engine, changes, lane, prefix, from, Optional.of(to));
            }
        }
        if (!headWritten) {
            if (current == null) {
                throw new IllegalArgumentException("cells without a head");
            }
            changes.add(new GroupCommit.Change(Lane.HEAD, headKey, withTxid(txid, current.value())));
        }
        return changes;
    }

    private static void deleteCells(
            RocksEngine engine,
            List<GroupCommit.Change> changes,
            Lane lane,
            byte[] prefix,
            Bytes from,
            Optional<Bytes> to)
            throws IOException {
        // Bounded, or the seek would wade through what was deleted behind this group.
        try (var upper = new Slice(KeyLayout.endOfCells(prefix));
                var options = new ReadOptions().setIterateUpperBound(upper);
                var iterator = engine.db().newIterator(engine.families().of(lane), options)) {
            for (iterator.seek(KeyLayout.cell(prefix, from)); iterator.isValid(); iterator.next()) {
                var key = iterator.key();
                var sub = Bytes.wrap(Arrays.copyOfRange(key, prefix.length, key.length));
                if (to.isPresent() && sub.compareTo(to.get()) >= 0) {
                    break;
                }
                changes.add(new GroupCommit.Change(lane, key, null));
            }
            check(iterator);
        }
    }

    @Override
    public Page scan(Table table, Bytes from, boolean inclusive, Optional<Bytes> to, int limit) throws IOException {
        var engine = door.enter();
        try {
            return scan(engine, table, from, inclusive, to, limit);
        } finally {
            door.leave();
        }
    }

    private Page scan(RocksEngine engine, Table table, Bytes from, boolean inclusive, Optional<Bytes> to, int limit)
            throws IOException {
        var rows = new ArrayList<Page.Row>(Math.min(limit, 1024));
        var start = KeyLayout.head(table, from);
        var end = to.map(bound -> KeyLayout.head(table, bound)).orElseGet(() -> KeyLayout.endOf(table));
        try (var upper = new Slice(end);
                var options = new ReadOptions().setIterateUpperBound(upper);
                var iterator = engine.db().newIterator(engine.families().head(), options)) {
            iterator.seek(start);
            if (!inclusive && iterator.isValid() && Arrays.equals(iterator.key(), start)) {
                iterator.next();
            }
            while (iterator.isValid() && rows.size() < limit) {
                rows.add(new Page.Row(KeyLayout.groupOfHead(table, iterator.key()), parse(iterator.value())));
                iterator.next();
            }
            boolean more = iterator.isValid();
            check(iterator);
            scans.increment();
            scanned.add(rows.size());
            return new Page(rows, more);
        }
    }

    @Override
    public Page list(Table table, Bytes from, boolean inclusive, Optional<Bytes> to, int limit) throws IOException {
        var rows = new ArrayList<Page.Row>(Math.min(limit, 1024));
        var start = KeyLayout.head(table, from);
        var end = to.map(bound -> KeyLayout.head(table, bound)).orElseGet(() -> KeyLayout.endOf(table));
        var engine = door.enter();
        try (var upper = new Slice(end);
                var options = new ReadOptions().setIterateUpperBound(upper)) {
            Supplier<RocksIterator> iterators =
                    () -> engine.db().newIterator(engine.families().head(), options);
            var at = start;
            boolean skips = !inclusive;
            for (int detours = 0; ; detours++) {
                try (var iterator = iterators.get()) {
                    iterator.seek(at);
                    if (skips && iterator.isValid() && Arrays.equals(iterator.key(), at)) {
                        iterator.next();
                    }
                    while (iterator.isValid() && rows.size() < limit) {
                        at = iterator.key();
                        rows.add(new Page.Row(KeyLayout.groupOfHead(table, at), parse(iterator.value())));
                        iterator.next();
                    }
                    boolean needed = Detour.isNeeded(iterator);
                    if (rows.size() == limit || !needed) {
                        scans.increment();
                        scanned.add(rows.size());
                        return new Page(rows, needed || iterator.isValid(), detours > 0);
                    }
                }
                at = round(iterators, at, end);
                skips = false;
            }
        } catch (RocksDBException broken) {
            throw failure(broken);
        } finally {
            door.leave();
        }
    }

    /// Where reading goes on behind what cannot be read after `at`.
    private byte[] round(Supplier<RocksIterator> iterators, byte[] at, byte[] end) throws RocksDBException {
        var from = Bytes.wrap(at);
        var known = damage.endOf(from);
        if (known.isPresent() && known.get().compareTo(Bytes.wrap(end)) <= 0) {
            return known.get().readOnlyArray();
        }
        var next = new Detour(iterators).after(at, end);
        damage.found(from, Bytes.wrap(next));
        return next;
    }

    @Override
    public List<Table> tables() throws IOException {
        var tables = new ArrayList<Table>();
        var engine = door.enter();
        try (var iterator = engine.db().newIterator(engine.families().head())) {
            iterator.seekToFirst();
            while (iterator.isValid()) {
                var table = KeyLayout.tableOfHead(iterator.key());
                tables.add(table);
                iterator.seek(KeyLayout.endOf(table));
            }
            check(iterator);
            return tables;
        } finally {
            door.leave();
        }
    }

    private @Nullable Head head(RocksEngine engine, Table table, Bytes group) throws IOException {
        var stripe = stripe(table, group);
        long before = stripe.commits();
        var key = KeyLayout.head(table, group);
        var head = engine.heads()
                .get(
                        stripe,
                        Bytes.wrap(key),
                        table.small(),
                        () -> head(get(engine, engine.families().head(), engine.checked(), key)));
        if (!table.small()) { // those are in memory, and all requests would write to the same stripe
            stripe.saw(engine, before, table, group, head);
        }
        return head;
    }

    /// The head at the moment of a commit, under the lock.
    private @Nullable Head currentHead(RocksEngine engine, Stripe stripe, Table table, Bytes group) throws IOException {
        var known = stripe.known(engine, table, group);
        return known == null ? head(engine, table, group) : known.head();
    }

    private byte @Nullable [] get(RocksEngine engine, ColumnFamilyHandle family, ReadOptions options, byte[] key)
            throws IOException {
        gets.increment();
        try {
            return engine.db().get(family, options, key);
        } catch (RocksDBException broken) {
            throw failure(broken);
        }
    }

    /// A group that is read at one moment.
    private record Reading(RocksEngine engine, ReadOptions options, Table table, Bytes group) {}

    private List<Cell> cells(Reading reading, Lane lane, Bytes from, int limit) throws IOException {
        var prefix = KeyLayout.cells(reading.table(), reading.group());
        var engine = reading.engine();
        var cells = new ArrayList<Cell>();
        try (var upper = new Slice(KeyLayout.endOfCells(prefix));
                var bounded = new ReadOptions(reading.options()).setIterateUpperBound(upper);
                var iterator = engine.db().newIterator(engine.families().of(lane), bounded)) {
            iterator.seek(KeyLayout.cell(prefix, from));
            while (iterator.isValid() && cells.size() < limit) {
                var key = iterator.key();
                cells.add(new Cell(
                        Bytes.wrap(Arrays.copyOfRange(key, prefix.length, key.length)), Bytes.wrap(iterator.value())));
                iterator.next();
            }
            check(iterator);
        }
        scans.increment();
        scanned.add(cells.size());
        return cells;
    }

    private static void check(RocksIterator iterator) throws IOException {
        try {
            iterator.status();
        } catch (RocksDBException broken) {
            throw failure(broken);
        }
    }

    private static IOException failure(RocksDBException broken) {
        return Detour.isDamage(broken)
                ? new DamagedException("a record cannot be read: " + broken.getMessage(), broken)
                : new IOException(broken);
    }

    private static @Nullable Head head(byte @Nullable [] stored) {
        return stored == null ? null : parse(stored);
    }

    private static Head parse(byte[] stored) {
        var buffer = ByteBuffer.wrap(stored);
        var txid = new TxId(buffer.getLong(), buffer.getLong());
        return new Head(txid, Bytes.wrap(Arrays.copyOfRange(stored, TXID_BYTES, stored.length)));
    }

    private static byte[] withTxid(TxId txid, Bytes value) {
        return ByteBuffer.allocate(TXID_BYTES + value.size())
                .putLong(txid.high())
                .putLong(txid.low())
                .put(value.readOnlyArray())
                .array();
    }

    @Override
    public void close() throws IOException {
        committer.close();
        copyManifest();
        door.close();
        if (mark.isPresent()) {
            mark.get().close();
        }
    }
}
