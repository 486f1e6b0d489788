package sealstead.store.local;

import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import sealstead.store.Bytes;
import sealstead.store.Head;
import sealstead.store.Lane;

/// The open RocksDB and all that is true of it only: when it must be opened again, what was remembered of its rows goes
/// with it, since a commit whose outcome was unknown may be there afterwards.
final class RocksEngine implements AutoCloseable {
    /// Of the heap: 32 MiB of heads and 64 MiB of ciphertext in the launcher's 512.
    private static final int SHARE_FOR_HEADS = 16;

    private static final int SHARE_FOR_DATA = 8;

    private final long generation;
    private final RocksFamilies families;
    private final BlobGarbage garbage;
    private final RowCache<Head> heads =
            new RowCache<>(SHARE_FOR_HEADS, head -> head.value().size());
    private final RowCache<Bytes> data = new RowCache<>(SHARE_FOR_DATA, Bytes::size);
    private final ReadOptions checked = new ReadOptions();
    /// For ciphertext, which its tag proves on the way out: RocksDB's CRC of it is made without the CPU's help
    /// and takes a microsecond a KiB.
    private final ReadOptions unchecked = new ReadOptions().setVerifyChecksums(false);

    /// @param generation counts how often commits of unknown outcome may have come to light: what was decided by the
    /// rows
    /// of one generation does not hold in another
    RocksEngine(RocksFamilies families, long generation) {
        this.generation = generation;
        this.families = families;
        this.garbage = new BlobGarbage(families.db(), families.of(Lane.DATA));
    }

    long generation() {
        return generation;
    }

    RocksFamilies families() {
        return families;
    }

    RocksDB db() {
        return families.db();
    }

    BlobGarbage garbage() {
        return garbage;
    }

    RowCache<Head> heads() {
        return heads;
    }

    RowCache<Bytes> data() {
        return data;
    }

    ReadOptions checked() {
        return checked;
    }

    ReadOptions unchecked() {
        return unchecked;
    }

    @Override
    public void close() {
        checked.close();
        unchecked.close();
        families.close();
    }
}
