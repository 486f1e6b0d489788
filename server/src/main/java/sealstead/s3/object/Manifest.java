package sealstead.s3.object;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.crypto.CorruptObjectException;
import sealstead.encryption.Asides;
import sealstead.encryption.ObjectSealer;
import sealstead.store.BlobId;
import sealstead.store.Bytes;

/// The parts of a multipart object, or all pieces of one that something was appended to, in order.
///
/// @param checksums of the parts, if they are kept
public record Manifest(List<Part> parts, Optional<PartChecksums> checksums) {
    public Manifest {
        parts = List.copyOf(parts);
    }

    /// The parts of an upload, if there were any, and the pieces after them.
    static Manifest of(Optional<Manifest> uploaded, List<Piece> pieces) {
        var parts = new ArrayList<>(uploaded.map(Manifest::parts).orElse(List.of()));
        pieces.forEach(piece -> parts.add(piece.part()));
        var algorithm = pieces.getFirst().checksum().algorithm();
        var before = uploaded.flatMap(Manifest::checksums)
                .orElse(new PartChecksums(algorithm, false, Bytes.EMPTY, List.of()));
        return new Manifest(
                parts, Optional.of(new PartChecksums(before.algorithm(), before.sealed(), before.digests(), pieces)));
    }

    /// The blobs that it names.
    List<BlobId> blobs() {
        return parts.stream().map(Part::blob).flatMap(Optional::stream).toList();
    }

    /// The digests of all parts of an upload, one after the other, sealed as a whole where the object hides its
    /// checksum; and behind them those of pieces, each by itself.
    public record PartChecksums(ChecksumAlgorithm algorithm, boolean sealed, Bytes digests, List<Piece> pieces) {
        private static final String ASIDE = "part-checksums";

        public PartChecksums {
            pieces = List.copyOf(pieces);
        }

        public PartChecksums(ChecksumAlgorithm algorithm, boolean sealed, Bytes digests) {
            this(algorithm, sealed, digests, List.of());
        }

        public static PartChecksums of(ChecksumAlgorithm algorithm, Bytes digests, ObjectSealer sealer) {
            return sealer.hidesChecksums()
                    ? new PartChecksums(algorithm, true, sealer.sealAside(ASIDE, digests.toArray()))
                    : new PartChecksums(algorithm, false, digests);
        }

        /// The digests in the clear, in base64.
        public List<String> clear(Asides opener) throws CorruptObjectException {
            var clear = all(opener);
            var texts = new ArrayList<String>();
            int size = algorithm.digestBytes();
            for (int at = 0; at < clear.size(); at += size) {
                texts.add(Base64.getEncoder()
                        .encodeToString(clear.slice(at, at + size).readOnlyArray()));
            }
            return texts;
        }

        /// The digests in the clear, one after the other.
        public Bytes all(Asides opener) throws CorruptObjectException {
            var out = new ByteArrayOutputStream();
            out.writeBytes(sealed ? opener.openAside(ASIDE, digests) : digests.readOnlyArray());
            for (var piece : pieces) {
                out.writeBytes(
                        piece.checksum().clear(piece.part().number(), opener).readOnlyArray());
            }
            return Bytes.wrap(out.toByteArray());
        }

        public String clear(int index, Asides opener) throws CorruptObjectException {
            return clear(opener).get(index);
        }
    }
}
