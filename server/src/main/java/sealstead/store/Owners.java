package sealstead.store;

import java.io.IOException;
import java.util.List;
import java.util.Set;

/// Answers for the rooms above, whose records the store cannot read, which blobs their groups name.
public interface Owners {
    /// Which of the blobs a group named when it was read, and the guard under which that is still so.
    ///
    /// @param heirs the other groups that can come to name the blobs; each must be fenced as well, or a late writer
    ///     could make it name what is gone
    record Ownership(Set<BlobId> referenced, Guard unchanged, List<Heir> heirs) {
        public Ownership {
            referenced = Set.copyOf(referenced);
            heirs = List.copyOf(heirs);
        }

        public Ownership(Set<BlobId> referenced, Guard unchanged) {
            this(referenced, unchanged, List.of());
        }
    }

    /// A group that can come to name what another one names, as it was read.
    record Heir(Table table, Bytes group, Guard unchanged) {}

    Ownership ask(Table table, Bytes group, Set<BlobId> blobs) throws IOException;
}
