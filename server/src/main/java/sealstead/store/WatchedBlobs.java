package sealstead.store;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Blobs that can be watched while others make them. As long as somebody watches, none is deleted: the collector comes
/// back for what it was refused.
public final class WatchedBlobs extends ForwardedBlobs {
    private volatile @Nullable Watcher watcher;

    public WatchedBlobs(BlobStore blobs) {
        super(blobs);
    }

    /// Hears of blobs, on the threads that make them.
    public interface Watcher {
        /// It will be there, if nothing fails.
        void making(BlobId id);

        /// It is there, or will never be.
        void made(BlobId id);
    }

    /// Tells of every blob that is made from now on, and keeps what there is.
    public void watch(Watcher hearing) {
        watcher = hearing;
    }

    /// Tells nobody any more.
    public void forget() {
        watcher = null;
    }

    @Override
    public BlobSink create(BlobId id) throws IOException {
        var sink = super.create(id);
        return new BlobSink() {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                sink.write(bytes, offset, length);
            }

            @Override
            public void commit() throws IOException {
                var hearing = watcher;
                if (hearing != null) {
                    hearing.making(id);
                }
                try {
                    sink.commit();
                } finally {
                    var now = watcher;
                    if (now != null) {
                        now.made(id);
                    }
                }
            }

            @Override
            public void close() throws IOException {
                sink.close();
            }
        };
    }

    @Override
    public void delete(BlobId id) throws IOException {
        if (watcher != null) {
            throw new StoreUnavailableException("blobs are not deleted while the store is copied");
        }
        super.delete(id);
    }
}
