package sealstead.store;

import java.io.IOException;
import java.util.Set;

/// Answers for the rooms above, whose records the store cannot read, which blobs their groups name.
public interface Owners {
    /// Which of the blobs a group named when it was read, and the guard under which that is still so.
    record Ownership(Set<BlobId> referenced, Guard unchanged) {
        public Ownership {
            referenced = Set.copyOf(referenced);
        }
    }

    Ownership ask(Table table, Bytes group, Set<BlobId> blobs) throws IOException;
}
