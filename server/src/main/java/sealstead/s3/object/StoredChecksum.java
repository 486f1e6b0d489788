package sealstead.s3.object;

import java.util.Base64;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.crypto.CorruptObjectException;
import sealstead.encryption.Opening;
import sealstead.encryption.Sealing;
import sealstead.store.Bytes;
import sealstead.wire.Reply;

/// The checksum of an object's plaintext. For everything but SSE-S3 it is sealed under the object's own key, so that
/// showing it takes the right to open the object (§2.5).
///
/// @param value the digest, or the digest sealed
record StoredChecksum(ChecksumAlgorithm algorithm, boolean sealed, Bytes value) {
    private static final String ASIDE = "checksum";

    static StoredChecksum of(ChecksumAlgorithm algorithm, byte[] digest, Sealing sealing) {
        return sealing.hidesChecksums()
                ? new StoredChecksum(algorithm, true, sealing.sealAside(ASIDE, digest))
                : new StoredChecksum(algorithm, false, Bytes.of(digest));
    }

    byte[] digest(Opening opening) throws CorruptObjectException {
        return sealed ? opening.openAside(ASIDE, value) : value.toArray();
    }

    /// Adds the headers that tell of the checksum.
    static void addTo(Reply reply, ChecksumAlgorithm algorithm, byte[] digest) {
        reply.with(algorithm.headerName(), Base64.getEncoder().encodeToString(digest))
                .with("x-amz-checksum-type", "FULL_OBJECT");
    }
}
