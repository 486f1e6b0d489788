package sealstead.store;

import java.io.IOException;
import java.util.OptionalLong;

/// Blobs that are another store's, for who changes a part of what happens.
public abstract class ForwardedBlobs implements BlobStore {
    private final BlobStore blobs;

    protected ForwardedBlobs(BlobStore blobs) {
        this.blobs = blobs;
    }

    @Override
    public BlobReader open(BlobId id) throws IOException {
        return blobs.open(id);
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
