package sealstead.store.local;

import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.MutableColumnFamilyOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/// Decides when RocksDB gathers the garbage in its blob files. Left on, every compaction writes the blobs of the oldest
/// quarter of the files anew, garbage among them or not, so that a PUT costs the more the more there is: at 4 GiB of
/// objects it was the larger half. So it is on only while there is garbage that is worth it.
///
/// For the one thread that writes.
final class BlobGarbage {
    /// How much is written between two looks.
    private static final long LOOK_BYTES = 64L * 1024 * 1024;

    /// What a change counts at least: a deletion writes little and may make much garbage.
    private static final int MIN_BYTES = 4096;

    /// The share of garbage at which gathering begins, and at which it ends.
    static final double MUCH = 0.30;

    private static final double LITTLE = 0.15;

    private final RocksDB db;
    private final ColumnFamilyHandle family;
    private boolean gathers;
    private long written = LOOK_BYTES;

    /// @param family the one with blob files, opened with gathering off
    BlobGarbage(RocksDB db, ColumnFamilyHandle family) {
        this.db = db;
        this.family = family;
    }

    /// To be called after each write.
    void wrote(int changes, long bytes) throws RocksDBException {
        written += Math.max(bytes, (long) changes * MIN_BYTES);
        if (written >= LOOK_BYTES) {
            written = 0;
            look();
        }
    }

    private void look() throws RocksDBException {
        double share = garbageShare();
        boolean wanted = gathers ? share > LITTLE : share > MUCH;
        if (wanted != gathers) {
            db.setOptions(
                    family,
                    MutableColumnFamilyOptions.builder()
                            .setEnableBlobGarbageCollection(wanted)
                            .build());
            gathers = wanted;
        }
    }

    private double garbageShare() throws RocksDBException {
        long all = db.getLongProperty(family, "rocksdb.live-blob-file-size");
        return all == 0 ? 0 : (double) db.getLongProperty(family, "rocksdb.live-blob-file-garbage-size") / all;
    }
}
