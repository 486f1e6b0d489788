package sealstead.store;

import java.io.IOException;

/// Blobs of an engine that forgets what is deleted even while it is read: who reads one holds it, so that this
/// process's collector waits for him.
public final class PinnedBlobs extends ForwardedBlobs {
    private final BlobPins pins;

    public PinnedBlobs(BlobStore blobs, BlobPins pins) {
        super(blobs);
        this.pins = pins;
    }

    @Override
    public BlobReader open(BlobId id) throws IOException {
        var pin = pins.pin(id);
        try {
            return new Pinned(super.open(id), pin);
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
}
