package sealstead.store;

import java.io.IOException;

/// Answers for the rooms above, whose records the store cannot read, which blobs their groups name.
public interface Owners {
    /// Whether a group named a blob when it was read, and the guard under which that is still so.
    record Ownership(boolean references, Guard unchanged) {}

    Ownership ask(Table table, Bytes group, BlobId blob) throws IOException;
}
