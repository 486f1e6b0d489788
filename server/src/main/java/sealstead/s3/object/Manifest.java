package sealstead.s3.object;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.crypto.CorruptObjectException;
import sealstead.encryption.Asides;
import sealstead.encryption.Sealing;
import sealstead.store.Bytes;

/// The parts of a multipart object, in order.
///
/// @param checksums of the parts, if they are kept
public record Manifest(List<Part> parts, Optional<PartChecksums> checksums) {
    public Manifest {
        parts = List.copyOf(parts);
    }

    /// The digests of all parts, one after the other, sealed as a whole where the object hides its checksum.
    public record PartChecksums(ChecksumAlgorithm algorithm, boolean sealed, Bytes digests) {
        private static final String ASIDE = "part-checksums";

        public static PartChecksums of(ChecksumAlgorithm algorithm, Bytes digests, Sealing sealing) {
            return sealing.hidesChecksums()
                    ? new PartChecksums(algorithm, true, sealing.sealAside(ASIDE, digests.toArray()))
                    : new PartChecksums(algorithm, false, digests);
        }

        /// The digests in the clear, in base64.
        public List<String> clear(Asides opening) throws CorruptObjectException {
            var clear = sealed ? Bytes.wrap(opening.openAside(ASIDE, digests)) : digests;
            var texts = new ArrayList<String>();
            int size = algorithm.digestBytes();
            for (int at = 0; at < clear.size(); at += size) {
                texts.add(Base64.getEncoder()
                        .encodeToString(clear.slice(at, at + size).readOnlyArray()));
            }
            return texts;
        }

        String clear(int index, Asides opening) throws CorruptObjectException {
            return clear(opening).get(index);
        }
    }
}
