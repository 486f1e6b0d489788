package sealstead.store;

import java.io.IOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Blobs that can be watched while others make them. As long as somebody watches, none is deleted: the collector comes
/// back for what it was refused.
public final class WatchedBlobs implements BlobStore {
    private final BlobStore blobs;
    private volatile @Nullable Watcher watcher;

    public WatchedBlobs(BlobStore blobs) {
        this.blobs = blobs;
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
        var sink = blobs.create(id);
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
        blobs.delete(id);
    }

    @Override
    public BlobReader open(BlobId id) throws IOException {
        return blobs.open(id);
    }

    @Override
    public OptionalLong length(BlobId id) throws IOException {
        return blobs.length(id);
    }

    @Override
    public void walk(BlobVisitor visitor) throws IOException {
        blobs.walk(visitor);
    }

    @Override
    public void close() throws IOException {
        blobs.close();
    }
}
