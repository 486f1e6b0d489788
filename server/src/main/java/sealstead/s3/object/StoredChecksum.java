package sealstead.s3.object;

import java.util.Base64;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.crypto.CorruptObjectException;
import sealstead.encryption.Asides;
import sealstead.encryption.ObjectSealer;
import sealstead.store.Bytes;
import sealstead.wire.Reply;

/// The checksum of an object's plaintext. For everything but SSE-S3 it is sealed under the object's own key, so that
/// showing it takes the right to open the object.
///
/// @param compositeParts 0 for the checksum of the full object; else how many parts' checksums this is the checksum of
/// @param value the digest, or the digest sealed
public record StoredChecksum(ChecksumAlgorithm algorithm, int compositeParts, boolean sealed, Bytes value) {
    private static final String ASIDE = "checksum";

    public static StoredChecksum of(Clear clear, ObjectSealer sealer) {
        var digest = clear.digest().readOnlyArray();
        return sealer.hidesChecksums()
                ? new StoredChecksum(clear.algorithm(), clear.compositeParts(), true, sealer.sealAside(ASIDE, digest))
                : new StoredChecksum(clear.algorithm(), clear.compositeParts(), false, clear.digest());
    }

    /// The same, sealed if it is not: for an object whose keys have become harder to get.
    public StoredChecksum sealedBy(ObjectSealer sealer) {
        return sealed
                ? this
                : new StoredChecksum(algorithm, compositeParts, true, sealer.sealAside(ASIDE, value.readOnlyArray()));
    }

    public Clear clear(Asides opener) throws CorruptObjectException {
        var digest = sealed ? Bytes.wrap(opener.openAside(ASIDE, value)) : value;
        return new Clear(algorithm, compositeParts, digest);
    }

    /// Of one that is not sealed.
    public Clear asIs() {
        if (sealed) {
            throw new IllegalStateException("a sealed checksum is opened with the object's key");
        }
        return new Clear(algorithm, compositeParts, value);
    }

    public String type() {
        return typeOf(compositeParts);
    }

    private static String typeOf(int compositeParts) {
        return compositeParts == 0 ? "FULL_OBJECT" : "COMPOSITE";
    }

    /// A checksum as it may be shown.
    public record Clear(ChecksumAlgorithm algorithm, int compositeParts, Bytes digest) {
        /// In base64, with the number of parts behind it if it is composite.
        public String text() {
            return compositeParts == 0 ? base64() : base64() + "-" + compositeParts;
        }

        /// In base64, alone.
        public String base64() {
            return Base64.getEncoder().encodeToString(digest.readOnlyArray());
        }

        public String type() {
            return typeOf(compositeParts);
        }

        /// Adds the headers that tell of the checksum.
        public void addTo(Reply reply) {
            reply.with(algorithm.headerName(), text()).with("x-amz-checksum-type", type());
        }
    }
}
