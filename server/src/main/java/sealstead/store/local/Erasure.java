package sealstead.store.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Slice;
import org.rocksdb.SstFileReader;

/// Writes the tables of the engine that hold a range of heads anew, so that what was deleted or replaced in it
/// is in none of them. The engine was opened since, so that no reader's snapshot keeps it and no log has it.
final class Erasure {
    /// For how long readers may keep a table that is no more.
    private static final long MAX_WAIT_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Path folder;
    private final RocksDB db;
    private final ColumnFamilyHandle family;
    private final byte[] from;
    private final byte[] to;

    /// @param from first key of the range
    /// @param to first key behind it
    Erasure(Path folder, RocksFamilies families, byte[] from, byte[] to) {
        this.folder = folder;
        this.db = families.db();
        this.family = families.head();
        this.from = from;
        this.to = to;
    }

    /// Returns when the tables that were there are gone, and that is durable.
    void run() throws IOException {
        try (var flush = new FlushOptions().setWaitForFlush(true);
                var options = new CompactRangeOptions()
                        .setBottommostLevelCompaction(CompactRangeOptions.BottommostLevelCompaction.kForce)
                        .setExclusiveManualCompaction(false)) {
            db.flush(flush, List.of(family));
            var old = tables();
            db.compactRange(family, from, to, options);
            awaitGone(old);
        } catch (RocksDBException failed) {
            throw new IOException(
                    "what was destroyed cannot be erased from the tables: " + failed.getMessage(), failed);
        }
        Folders.sync(folder);
    }

    private Set<String> tables() {
        var names = new HashSet<String>();
        for (var table : db.getLiveFilesMetaData()) {
            if (Arrays.equals(table.columnFamilyName(), "head".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                    && overlaps(table)) {
                names.add(table.fileName().replace("/", ""));
            }
        }
        return names;
    }

    private boolean overlaps(LiveFileMetaData table) {
        return Arrays.compareUnsigned(table.largestKey(), from) >= 0
                && Arrays.compareUnsigned(table.smallestKey(), to) < 0;
    }

    /// What the compaction has left in its place has no key of the range, deleted ones included: it only lies
    /// around it, and the engine does not write such a table anew.
    private void awaitGone(Set<String> tables) throws IOException, RocksDBException {
        long began = System.nanoTime();
        var live = tables();
        for (var name : tables) {
            if (live.contains(name) && !hasAny(name)) {
                continue;
            }
            while (Files.exists(folder.resolve(name))) {
                if (System.nanoTime() - began > MAX_WAIT_NANOS
                        || Thread.currentThread().isInterrupted()) {
                    throw new IOException("the table " + name + " has what was destroyed and is still there");
                }
                LockSupport.parkNanos(LOOK_NANOS);
            }
        }
    }

    private boolean hasAny(String table) throws RocksDBException {
        try (var options = new Options();
                var reader = new SstFileReader(options);
                var end = new Slice(to);
                var bounded = new ReadOptions().setIterateUpperBound(end)) {
            reader.open(folder.resolve(table).toString());
            try (var keys = reader.newIterator(bounded)) {
                keys.seek(from);
                keys.status();
                return keys.isValid();
            }
        }
    }
}
