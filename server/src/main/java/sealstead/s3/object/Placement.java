package sealstead.s3.object;

import sealstead.store.BlobId;

/// Where the ciphertext of an object is.
public sealed interface Placement {
    /// In the DATA lane of the object's own group, in the cell named by the object id.
    record Inline() implements Placement {}

    record Blob(BlobId id) implements Placement {}

    /// In the blobs that the object's manifest lists, one for each part.
    record Parts(int count) implements Placement {}
}
