package sealstead.store.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.IndexType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteOptions;
import sealstead.store.Bytes;
import sealstead.store.Lane;

/// The open RocksDB: one column family a lane, one for the store's own values. Ciphertext does not compress, so
/// nothing is compressed.
final class RocksFamilies implements AutoCloseable {
    /// At most; a small store uses little of it. Indexes and filters are cut in pieces and live here too, so that
    /// memory does not grow with the number of objects.
    private static final long BLOCK_CACHE_BYTES = 256L * 1024 * 1024;

    /// What records may not push out of the cache: every read needs an index and a filter.
    private static final double SHARE_OF_INDEXES = 0.6;

    /// Its footer has no checksum, so that an empty table can be made as long as another (ReadableView).
    static final int TABLE_FORMAT = 5;

    private static final long BLOCK_BYTES = 8 * 1024;
    private static final long MAX_WRITE_BUFFER_BYTES = 32L * 1024 * 1024;

    /// On a small disk buffers are smaller, and with them the logs, which take several buffers' room.
    private static final long MIN_WRITE_BUFFER_BYTES = 4L * 1024 * 1024;

    private static final int WRITE_BUFFERS_OF_DISK = 128;
    private static final int WRITE_BUFFERS_OF_LOGS = 8;

    /// Logs that are written again instead of a new file: their blocks and their length are there already, so
    /// that a sync changes nothing in the file system but the data. A PUT takes an eighth less CPU for it
    /// (docs/bench).
    private static final int KEPT_LOGS = 8;

    /// Written to see whether writing works.
    private static final Bytes PROOF = Bytes.utf8("\0proof");

    /// Stands for all families.
    private static final String ALL = "*";

    /// RocksDB's own way to add to a counter: stores have values of it that were written when there were counters.
    private static final String SUMS = "uint64add";

    private final RocksDB db;
    private final List<ColumnFamilyHandle> handles;
    private final List<AutoCloseable> owned;
    private final BackgroundErrors errors;
    private final boolean compacted;

    private RocksFamilies(
            RocksDB db,
            List<ColumnFamilyHandle> handles,
            List<AutoCloseable> owned,
            BackgroundErrors errors,
            boolean compacted) {
        this.errors = errors;
        this.compacted = compacted;
        this.db = db;
        this.handles = handles;
        this.owned = owned;
    }

    /// What the engine in `folder` would recover, without a change to it: its logs are read into memory and
    /// forgotten.
    ///
    /// @param key of the value that is wanted, among the store's own values
    /// @return absent if there is no engine yet
    static Optional<Freshness.Recovered> peek(Path folder, Bytes key) throws IOException {
        if (!Files.exists(folder.resolve("CURRENT"))) {
            return Optional.empty();
        }
        return Optional.of(look(folder, db -> {
            var value = Optional.ofNullable(db.get(key.readOnlyArray())).map(Bytes::wrap);
            long firstLog = db.getLongProperty("rocksdb.min-log-number-to-keep");
            return new Freshness.Recovered(db.getLatestSequenceNumber(), value, firstLog);
        }));
    }

    /// How long the manifest says that each table is, by its file's name.
    static Map<String, Long> sizesOfTables(Path folder) throws IOException {
        return look(folder, db -> {
            var sizes = new HashMap<String, Long>();
            for (var file : db.getLiveFilesMetaData()) {
                sizes.put(file.fileName().replace("/", ""), file.size());
            }
            return sizes;
        });
    }

    private interface Look<T> {
        T at(RocksDB db) throws RocksDBException;
    }

    private static <T> T look(Path folder, Look<T> look) throws IOException {
        RocksDB.loadLibrary();
        var handles = new ArrayList<ColumnFamilyHandle>();
        try (var options = new DBOptions()
                        .setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery)
                        .setParanoidChecks(false);
                var names = new Options();
                var each = new ColumnFamilyOptions().setMergeOperatorName(SUMS)) {
            var descriptors = new ArrayList<ColumnFamilyDescriptor>();
            for (var name : RocksDB.listColumnFamilies(names, folder.toString())) {
                descriptors.add(new ColumnFamilyDescriptor(name, each));
            }
            if (descriptors.isEmpty()) {
                throw new RocksDBException("the file CURRENT or the manifest is damaged");
            }
            try (var db = RocksDB.openReadOnly(options, folder.toString(), descriptors, handles)) {
                var seen = look.at(db);
                handles.forEach(ColumnFamilyHandle::close);
                return seen;
            }
        } catch (RocksDBException unusable) {
            throw cannotOpen(folder, unusable);
        }
    }

    private static IOException cannotOpen(Path folder, RocksDBException unusable) {
        return new IOException(
                "cannot open the records in " + folder + ": " + unusable.getMessage()
                        + " (`sealstead repair` looks what can be set right)",
                unusable);
    }

    static RocksFamilies open(Path folder) throws IOException {
        return open(folder, Set.of());
    }

    /// @param uncompacted names of families that are not compacted
    static RocksFamilies open(Path folder, Set<String> uncompacted) throws IOException {
        return open(folder, WALRecoveryMode.PointInTimeRecovery, uncompacted);
    }

    /// Opens it for a repair, which reads what compactions would fail at.
    static RocksFamilies openUncompacted(Path folder) throws IOException {
        return open(folder, WALRecoveryMode.PointInTimeRecovery, Set.of(ALL));
    }

    /// Opens it with all that can be read of its logs, what comes behind damage included: for an operator who has
    /// accepted the loss.
    static RocksFamilies openAroundDamage(Path folder) throws IOException {
        return open(folder, WALRecoveryMode.SkipAnyCorruptedRecords, Set.of(ALL));
    }

    private static RocksFamilies open(Path folder, WALRecoveryMode recovery, Set<String> uncompacted)
            throws IOException {
        RocksDB.loadLibrary();
        Folders.create(folder);
        long buffer = Math.clamp(
                Files.getFileStore(folder).getTotalSpace() / WRITE_BUFFERS_OF_DISK,
                MIN_WRITE_BUFFER_BYTES,
                MAX_WRITE_BUFFER_BYTES);
        var owned = new ArrayList<AutoCloseable>();
        Cache cache = new LRUCache(BLOCK_CACHE_BYTES, -1, false, SHARE_OF_INDEXES);
        owned.add(cache);
        var descriptors = List.of(
                descriptor("default", options(cache, buffer, owned).setMergeOperatorName(SUMS)),
                descriptor("head", options(cache, buffer, owned)),
                descriptor("cells", options(cache, buffer, owned)),
                descriptor(
                        "data",
                        options(cache, buffer, owned)
                                .setEnableBlobFiles(true)
                                .setMinBlobSize(1024)
                                .setBlobGarbageCollectionForceThreshold(BlobGarbage.MUCH)));
        for (var each : descriptors) {
            var name = new String(each.getName(), StandardCharsets.US_ASCII);
            if (uncompacted.contains(name) || uncompacted.contains(ALL)) {
                leaveUncompacted(each.getOptions());
            }
        }
        var errors = new BackgroundErrors();
        boolean repair = uncompacted.contains(ALL);
        var options = (repair ? takingOtherTables() : new DBOptions())
                .setListeners(List.of(errors))
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setWalRecoveryMode(recovery)
                // A repair opens also what has a table that cannot be opened at all.
                .setParanoidChecks(!repair)
                .setMaxTotalWalSize(WRITE_BUFFERS_OF_LOGS * buffer)
                .setRecycleLogFileNum(KEPT_LOGS)
                .setMaxOpenFiles(512)
                .setMaxBackgroundJobs(2)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(4L * 1024 * 1024)
                .setKeepLogFileNum(3);
        owned.add(errors);
        owned.add(options);
        var handles = new ArrayList<ColumnFamilyHandle>();
        try {
            return new RocksFamilies(
                    RocksDB.open(options, folder.toString(), descriptors, handles),
                    handles,
                    owned,
                    errors,
                    uncompacted.isEmpty());
        } catch (RocksDBException unusable) {
            throw cannotOpen(folder, unusable);
        }
    }

    /// Takes a table although it is not the one that the manifest means: an empty one in its place.
    private static DBOptions takingOtherTables() {
        var names = new Properties();
        names.setProperty("verify_sst_unique_id_in_manifest", "false");
        return Objects.requireNonNull(DBOptions.getDBOptionsFromProps(names));
    }

    /// Not compacted, and never slowed down for it.
    private static void leaveUncompacted(ColumnFamilyOptions options) {
        options.setDisableAutoCompactions(true)
                .setLevel0SlowdownWritesTrigger(Integer.MAX_VALUE)
                .setLevel0StopWritesTrigger(Integer.MAX_VALUE)
                .setSoftPendingCompactionBytesLimit(0)
                .setHardPendingCompactionBytesLimit(0);
    }

    /// The families that the files in a message of the engine belong to; all if there is none.
    Set<String> familiesOf(String message) {
        var found = new HashSet<String>();
        for (var file : db.getLiveFilesMetaData()) {
            if (message.contains(file.fileName().replace("/", ""))) {
                found.add(new String(file.columnFamilyName(), StandardCharsets.US_ASCII));
            }
        }
        return found.isEmpty() ? Set.of(ALL) : found;
    }

    private static ColumnFamilyDescriptor descriptor(String name, ColumnFamilyOptions options) {
        return new ColumnFamilyDescriptor(name.getBytes(StandardCharsets.US_ASCII), options);
    }

    private static ColumnFamilyOptions options(Cache cache, long buffer, List<AutoCloseable> owned) {
        var bloom = new BloomFilter(10);
        var options = new ColumnFamilyOptions()
                .setCompressionType(CompressionType.NO_COMPRESSION)
                .setWriteBufferSize(buffer)
                .setTableFormatConfig(new BlockBasedTableConfig()
                        .setBlockCache(cache)
                        .setFilterPolicy(bloom)
                        .setBlockSize(BLOCK_BYTES)
                        .setIndexType(IndexType.kTwoLevelIndexSearch)
                        .setPartitionFilters(true)
                        .setMetadataBlockSize(BLOCK_BYTES)
                        .setCacheIndexAndFilterBlocks(true)
                        .setCacheIndexAndFilterBlocksWithHighPriority(true)
                        .setPinTopLevelIndexAndFilter(true)
                        .setPinL0FilterAndIndexBlocksInCache(true)
                        .setFormatVersion(TABLE_FORMAT));
        owned.add(options);
        owned.add(bloom);
        return options;
    }

    /// Whether every family is.
    boolean isCompacted() {
        return compacted;
    }

    RocksDB db() {
        return db;
    }

    /// What went wrong in the background since this was asked last; null if nothing did.
    @Nullable
    RocksDBException takeBackgroundError() {
        return errors.take();
    }

    /// Proves that the log can be written and synced.
    void prove() throws RocksDBException {
        putDurably(PROOF, Bytes.EMPTY);
    }

    /// Writes one value of its own, durably; for who opens the store.
    void putDurably(Bytes key, Bytes value) throws RocksDBException {
        try (var durable = new WriteOptions().setSync(true)) {
            db.put(counters(), durable, key.readOnlyArray(), value.readOnlyArray());
        }
    }

    List<ColumnFamilyHandle> all() {
        return List.copyOf(handles);
    }

    ColumnFamilyHandle counters() {
        return handles.get(0);
    }

    ColumnFamilyHandle head() {
        return handles.get(1);
    }

    ColumnFamilyHandle of(Lane lane) {
        return switch (lane) {
            case HEAD -> handles.get(1);
            case CELLS -> handles.get(2);
            case DATA -> handles.get(3);
        };
    }

    @Override
    public void close() {
        handles.forEach(ColumnFamilyHandle::close);
        db.close();
        for (int i = owned.size() - 1; i >= 0; i--) {
            try {
                owned.get(i).close();
            } catch (Exception impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }
}
