package sealstead.store.local;

import org.jspecify.annotations.Nullable;
import org.rocksdb.AbstractEventListener;
import org.rocksdb.BackgroundErrorReason;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/// Hears, on the engine's own threads, what goes wrong in flushes and compactions: after most of it every write fails.
final class BackgroundErrors extends AbstractEventListener {
    private volatile @Nullable RocksDBException last;

    BackgroundErrors() {
        super(EnabledEventCallback.ON_BACKGROUND_ERROR);
    }

    @Override
    public void onBackgroundError(BackgroundErrorReason reason, Status status) {
        last = new RocksDBException("in the background (" + reason + "): " + status.getState(), status);
    }

    /// The last one, once.
    @Nullable
    RocksDBException take() {
        var taken = last;
        last = null;
        return taken;
    }
}
