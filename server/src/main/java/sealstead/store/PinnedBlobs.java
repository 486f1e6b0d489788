package sealstead.store;

import java.io.IOException;
import java.util.OptionalLong;

/// Blobs of an engine that forgets what is deleted even while it is read: who reads one holds it, so that this
/// process's collector waits for him.
public final class PinnedBlobs implements BlobStore {
    private final BlobStore blobs;
    private final BlobPins pins;

    public PinnedBlobs(BlobStore blobs, BlobPins pins) {
        this.blobs = blobs;
        this.pins = pins;
    }

    @Override
    public BlobReader open(BlobId id) throws IOException {
        var pin = pins.pin(id);
        try {
            return new Pinned(blobs.open(id), pin);
        } catch (IOException | RuntimeException failed) {
            pin.close();
            throw failed;
        }
    }

    private record Pinned(BlobReader reader, BlobPins.Pin pin) implements BlobReader {
        @Override
        public long length() throws IOException {
            return reader.length();
        }

        @Override
        public void read(long position, byte[] buffer, int offset, int length) throws IOException {
            reader.read(position, buffer, offset, length);
        }

        @Override
        public void close() throws IOException {
            try (pin) {
                reader.close();
            }
        }
    }

    @Override
    public BlobSink create(BlobId id) throws IOException {
        return blobs.create(id);
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
    public void delete(BlobId id) throws IOException {
        blobs.delete(id);
    }

    @Override
    public void close() throws IOException {
        blobs.close();
    }
}
