package sealstead.store.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.SstFileReader;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import sealstead.store.Bytes;
import sealstead.store.Lane;

/// Reads all records of a store whose tables may be damaged, and writes what can be read into another. In a
/// stretch that an iterator must go round, the keys that other tables have are read one by one: the engine
/// finds the newest of each, and fails only where that is in the damaged block.
final class TableRepair {
    private static final int BATCH_BYTES = 4 * 1024 * 1024;
    /// Greater than every key: names of tables are letters.
    private static final byte[] END = {(byte) 0xFF};

    private final RocksFamilies damaged;
    private final List<String> lost = new ArrayList<>();

    private TableRepair(RocksFamilies damaged) {
        this.damaged = damaged;
    }

    /// Takes what can be read.
    @FunctionalInterface
    private interface Taker {
        void take(byte[] key, byte[] value) throws RocksDBException;
    }

    /// What of the store in `folder` cannot be read, in words.
    static List<String> look(Path folder) throws IOException {
        try (var view = ReadableView.of(folder);
                var families = RocksFamilies.openUncompacted(view.folder())) {
            var repair = new TableRepair(families);
            view.lost()
                    .forEach(table -> repair.lost.add("the whole table " + table + ": older values of its keys may"
                            + " come back, revoked keys, grants and policies among them"));
            for (var family : families.all()) {
                repair.read(family, (key, value) -> {});
            }
            return repair.lost;
        } catch (RocksDBException broken) {
            throw new IOException("cannot read the records: " + broken.getMessage(), broken);
        }
    }

    /// Writes what can be read into a new store.
    static void copy(Path folder, Path to) throws IOException {
        try (var view = ReadableView.of(folder);
                var families = RocksFamilies.openUncompacted(view.folder());
                var copy = RocksFamilies.openUncompacted(to)) {
            var repair = new TableRepair(families);
            for (int i = 0; i < families.all().size(); i++) {
                repair.copy(families.all().get(i), copy, copy.all().get(i), (key, value) -> value);
            }
        } catch (RocksDBException broken) {
            throw new IOException("cannot copy the records: " + broken.getMessage(), broken);
        }
    }

    /// Gives the values of one lane other bytes.
    private interface Change {
        byte[] of(byte[] key, byte[] value) throws IOException;
    }

    /// Writes everything into a new store, heads and cells as `rewriter` gives them.
    ///
    /// @throws IOException if anything cannot be read
    static void rewrite(Path folder, Path to, RecordRewriter rewriter) throws IOException {
        try (var view = ReadableView.apart(folder);
                var families = RocksFamilies.openUncompacted(view.folder());
                var copy = RocksFamilies.openUncompacted(to)) {
            var repair = new TableRepair(families);
            repair.lost.addAll(view.lost());
            for (int i = 0; i < families.all().size(); i++) {
                repair.copy(families.all().get(i), copy, copy.all().get(i), change(i, families, rewriter));
            }
            if (!repair.lost.isEmpty()) {
                throw new IOException(
                        "records cannot be read, and nothing is left out: " + repair.lost + " (sealstead repair)");
            }
        } catch (RocksDBException broken) {
            throw new IOException("cannot write the records anew: " + broken.getMessage(), broken);
        } catch (UncheckedIOException failed) {
            throw Objects.requireNonNull(failed.getCause());
        }
    }

    /// Shows every head and cell of a store to `look`, which gives nothing back.
    static void look(Path folder, RecordRewriter look) throws IOException {
        try (var families = RocksFamilies.openUncompacted(folder)) {
            var repair = new TableRepair(families);
            for (int i = 0; i < families.all().size(); i++) {
                var change = change(i, families, look);
                repair.read(families.all().get(i), (key, value) -> changed(change, key, value));
            }
            if (!repair.lost.isEmpty()) {
                throw new IOException("records cannot be read: " + repair.lost);
            }
        } catch (RocksDBException broken) {
            throw new IOException("cannot read the records: " + broken.getMessage(), broken);
        } catch (UncheckedIOException failed) {
            throw Objects.requireNonNull(failed.getCause());
        }
    }

    private static Change change(int family, RocksFamilies families, RecordRewriter rewriter) {
        var handle = families.all().get(family);
        if (handle.equals(families.of(Lane.HEAD))) {
            return (key, value) -> {
                var table = KeyLayout.tableOfHead(key);
                var sealed = Bytes.wrap(Arrays.copyOfRange(value, LocalMetaStore.TXID_BYTES, value.length));
                var given = rewriter.rewrite(table, KeyLayout.groupOfHead(table, key), Lane.HEAD, Bytes.EMPTY, sealed);
                return Bytes.concat(Bytes.wrap(Arrays.copyOf(value, LocalMetaStore.TXID_BYTES)), given)
                        .toArray();
            };
        }
        if (handle.equals(families.of(Lane.CELLS))) {
            return (key, value) -> {
                var table = KeyLayout.tableOfHead(key);
                var name = KeyLayout.nameOfCell(table, key);
                return rewriter.rewrite(table, name.group(), Lane.CELLS, name.sub(), Bytes.wrap(value))
                        .toArray();
            };
        }
        return (key, value) -> value;
    }

    private static byte[] changed(Change change, byte[] key, byte[] value) {
        try {
            return change.of(key, value);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void copy(ColumnFamilyHandle family, RocksFamilies to, ColumnFamilyHandle into, Change change)
            throws RocksDBException {
        try (var unsynced = new WriteOptions(); // the flush makes it durable
                var batch = new WriteBatch();
                var flush = new FlushOptions().setWaitForFlush(true)) {
            read(family, (key, value) -> {
                batch.put(into, key, changed(change, key, value));
                if (batch.getDataSize() > BATCH_BYTES) {
                    to.db().write(unsynced, batch);
                    batch.clear();
                }
            });
            to.db().write(unsynced, batch);
            to.db().flush(flush, into);
        }
    }

    private void read(ColumnFamilyHandle family, Taker taker) throws RocksDBException {
        try (var upper = new Slice(END);
                var options = new ReadOptions().setIterateUpperBound(upper).setFillCache(false)) {
            Supplier<RocksIterator> iterators = () -> damaged.db().newIterator(family, options);
            var at = new byte[0];
            while (true) {
                try (var iterator = iterators.get()) {
                    for (iterator.seek(at); iterator.isValid(); iterator.next()) {
                        at = iterator.key();
                        taker.take(at, iterator.value());
                    }
                    if (!Detour.isNeeded(iterator)) {
                        return;
                    }
                }
                var next = new Detour(iterators).after(at, END);
                goRound(family, at, next, taker);
                if (Arrays.equals(next, END)) {
                    return;
                }
                at = next;
            }
        }
    }

    /// Takes what can be read between two keys, both excluded.
    private void goRound(ColumnFamilyHandle family, byte[] from, byte[] to, Taker taker) throws RocksDBException {
        int named = 0;
        for (var key : keysOfTables(family, from, to)) {
            try {
                var value = damaged.db().get(family, key.readOnlyArray());
                if (value != null) {
                    taker.take(key.readOnlyArray(), value);
                }
            } catch (RocksDBException broken) {
                if (!Detour.isDamage(broken)) {
                    throw broken;
                }
                lost.add(Damage.text(key));
                named++;
            }
        }
        var begin = from.length == 0 ? "the beginning" : Damage.text(Bytes.wrap(from));
        lost.add("what a damaged block has between " + begin + " and " + Damage.text(Bytes.wrap(to))
                + (named == 0 ? "" : ", beside those named"));
    }

    private SortedSet<Bytes> keysOfTables(ColumnFamilyHandle family, byte[] from, byte[] to) throws RocksDBException {
        var keys = new TreeSet<Bytes>();
        for (var file : damaged.db().getLiveFilesMetaData()) {
            boolean apart = !Arrays.equals(file.columnFamilyName(), family.getName())
                    || Arrays.compareUnsigned(file.largestKey(), from) <= 0
                    || Arrays.compareUnsigned(file.smallestKey(), to) >= 0;
            if (apart) {
                continue;
            }
            try (var options = new Options();
                    var reading = new ReadOptions();
                    var reader = new SstFileReader(options)) {
                reader.open(file.path() + "/" + file.fileName().replace("/", ""));
                try (var iterator = reader.newIterator(reading)) {
                    for (iterator.seek(from); iterator.isValid(); iterator.next()) {
                        var key = iterator.key();
                        if (Arrays.compareUnsigned(key, to) >= 0) {
                            break;
                        }
                        if (!Arrays.equals(key, from)) {
                            keys.add(Bytes.wrap(key));
                        }
                    }
                }
            } catch (RocksDBException broken) {
                if (!Detour.isDamage(broken)) {
                    throw broken;
                }
            }
        }
        return keys;
    }
}
