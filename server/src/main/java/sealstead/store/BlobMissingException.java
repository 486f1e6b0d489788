package sealstead.store;

import java.io.IOException;

/// There is no blob of this name (any more): a reader re-reads the head once.
public final class BlobMissingException extends IOException {
    private static final long serialVersionUID = 1;

    public BlobMissingException(BlobId id) {
        super("no blob " + id);
    }
}
