package sealstead.s3.object;

import sealstead.checksum.ChecksumAlgorithm;
import sealstead.crypto.CorruptObjectException;
import sealstead.encryption.Asides;
import sealstead.encryption.ObjectSealer;
import sealstead.store.Bytes;

/// One piece of an object that something was appended to, as a cell of the object's group keeps it.
///
/// @param checksum of the piece alone
public record Piece(Part part, Digest checksum) {
    /// A piece's digest, sealed where the object hides its checksum.
    public record Digest(ChecksumAlgorithm algorithm, boolean sealed, Bytes value) {
        public static Digest of(int number, ChecksumAlgorithm algorithm, Bytes digest, ObjectSealer sealer) {
            return sealer.hidesChecksums()
                    ? new Digest(algorithm, true, sealer.sealAside(aside(number), digest.readOnlyArray()))
                    : new Digest(algorithm, false, digest);
        }

        Bytes clear(int number, Asides opener) throws CorruptObjectException {
            return sealed ? Bytes.wrap(opener.openAside(aside(number), value)) : value;
        }

        private static String aside(int number) {
            return "piece-checksum-" + number;
        }
    }
}
