package sealstead.s3.object;

import java.time.Instant;
import sealstead.encryption.PartName;
import sealstead.store.BlobId;

/// One part of an upload, or of the object it became.
///
/// @param etag without quotes
public record Part(PartName name, BlobId blob, long bytes, long storedBytes, String etag, Instant lastModified) {
    public int number() {
        return name.number();
    }
}
