package sealstead.s3.object;

import java.time.Instant;
import java.util.Optional;
import sealstead.encryption.PartName;
import sealstead.store.BlobId;

/// One part of an upload, or one piece of an object.
///
/// @param blob absent for a piece whose ciphertext is kept with the object's record
/// @param etag without quotes
public record Part(
        PartName name, Optional<BlobId> blob, long bytes, long storedBytes, String etag, Instant lastModified) {
    /// A part in a blob of its own, as all parts of uploads are.
    public Part(PartName name, BlobId blob, long bytes, long storedBytes, String etag, Instant lastModified) {
        this(name, Optional.of(blob), bytes, storedBytes, etag, lastModified);
    }

    public int number() {
        return name.number();
    }
}
