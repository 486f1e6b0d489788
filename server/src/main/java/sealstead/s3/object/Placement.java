package sealstead.s3.object;

import sealstead.store.BlobId;
import sealstead.store.Bytes;

/// Where the ciphertext of an object is.
public sealed interface Placement {
    /// In the object's own record, so that a reader needs nothing else and a writer writes nothing else.
    record Within(Bytes ciphertext) implements Placement {}

    /// In the DATA lane of the object's own group, in the cell named by the object id.
    record Inline() implements Placement {}

    record Blob(BlobId id) implements Placement {}

    /// In the blobs that the object's manifest lists, one for each part.
    record Parts(int count) implements Placement {}

    /// In pieces, since something was appended to it. The first pieces are the parts of the upload it came from, if
    /// it came from one, and stand in its manifest; the others stand in cells of their own, so that appending to a
    /// long object writes no more than appending to a short one.
    ///
    /// @param uploaded how many pieces stand in the manifest
    /// @param inlineBytes how much ciphertext of appended pieces is kept with the record
    record Pieces(int count, int uploaded, long inlineBytes) implements Placement {}
}
