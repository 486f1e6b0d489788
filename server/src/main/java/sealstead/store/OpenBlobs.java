package sealstead.store;

import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;

/// Which blobs are being read here, of an engine that would take them from under their readers: what is deleted
/// meanwhile is gone for everybody else at once, and is removed when the last reader has closed it.
public final class OpenBlobs {
    private final ConcurrentHashMap<BlobId, Readers> reading = new ConcurrentHashMap<>();

    /// The readers of a blob; both are read and written under its lock in the map.
    private static final class Readers {
        private int count;
        private volatile boolean deleted;
    }

    /// Removes the blob from where it is.
    @FunctionalInterface
    public interface Removal {
        void remove() throws IOException;
    }

    /// One reader.
    public interface Reading extends AutoCloseable {
        /// Whether the blob was deleted before it was opened.
        boolean isDeleted();

        @Override
        void close() throws IOException;
    }

    /// Begins to read a blob, if there is one.
    public Reading open(BlobId id, Removal removal) {
        reading.compute(id, (name, readers) -> {
            var all = readers == null ? new Readers() : readers;
            all.count++;
            return all;
        });
        return new Reading() {
            @Override
            public boolean isDeleted() {
                return OpenBlobs.this.isDeleted(id);
            }

            @Override
            public void close() throws IOException {
                closed(id, removal);
            }
        };
    }

    private void closed(BlobId id, Removal removal) throws IOException {
        var last = new Readers();
        reading.computeIfPresent(id, (name, readers) -> {
            readers.count--;
            last.deleted = readers.deleted && readers.count == 0;
            return readers.count == 0 ? null : readers;
        });
        if (last.deleted) {
            removal.remove();
        }
    }

    public boolean isDeleted(BlobId id) {
        var readers = reading.get(id);
        return readers != null && readers.deleted;
    }

    /// @return whether somebody reads it, so that it is removed later
    public boolean delete(BlobId id) {
        return reading.computeIfPresent(id, (name, readers) -> {
                    readers.deleted = true;
                    return readers;
                })
                != null;
    }
}
