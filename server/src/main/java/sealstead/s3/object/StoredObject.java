package sealstead.s3.object;

import java.time.Instant;
import sealstead.encryption.Envelope;

/// An object as its record keeps it.
///
/// @param etag without quotes
/// @param envelope how it is sealed, and how long it is
/// @param placement where its ciphertext is
record StoredObject(
        Instant lastModified,
        String etag,
        Attributes attributes,
        StoredChecksum checksum,
        Envelope envelope,
        Placement placement) {
    static final String STORAGE_CLASS = "STANDARD";

    long bytes() {
        return envelope.plaintextBytes();
    }
}
