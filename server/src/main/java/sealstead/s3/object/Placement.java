package sealstead.s3.object;

import sealstead.store.BlobId;

/// Where the ciphertext of an object is.
sealed interface Placement {
    /// In the DATA lane of the object's own group, in the cell named by the object id.
    record Inline() implements Placement {}

    record Blob(BlobId id) implements Placement {}
}
