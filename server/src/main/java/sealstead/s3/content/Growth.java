package sealstead.s3.content;

import java.io.IOException;
import java.util.Optional;
import sealstead.encryption.ObjectSealer;
import sealstead.encryption.PartName;
import sealstead.s3.S3Error;
import sealstead.s3.object.Manifest;
import sealstead.s3.object.Objects;
import sealstead.s3.object.Part;
import sealstead.s3.object.Piece;
import sealstead.s3.object.Placement;
import sealstead.s3.object.StoredChecksum;
import sealstead.s3.object.StoredObject;
import sealstead.store.BlobId;
import sealstead.store.Bytes;

/// What an object becomes when a piece is added to it.
///
/// @param checksum of the whole, in the clear
record Growth(Objects.Addition addition, StoredChecksum.Clear checksum) {
    /// A piece that is sealed.
    ///
    /// @param sealer the object's keys
    /// @param ciphertext of the piece, unless it has a blob
    record Added(Part part, BodyDigests.Result digests, ObjectSealer sealer, Optional<Bytes> ciphertext) {}

    static Growth of(Objects objects, ObjectWriter.Target target, StoredObject before, Added added) throws IOException {
        var part = added.part;
        var sealer = added.sealer;
        var digests = added.digests;
        var known = before.checksum().orElseThrow().clear(sealer);
        var first = first(before, known, sealer);
        var piece = new Piece(part, Piece.Digest.of(part.number(), digests.algorithm(), digests.checksum(), sealer));
        var checksum = checksum(objects, target, before, known, added);
        var grown = new StoredObject(
                before.name(),
                part.lastModified(),
                part.etag(),
                before.attributes(),
                before.tags(),
                before.lock(),
                Optional.of(StoredChecksum.of(checksum, sealer)),
                before.envelope()
                        .ofLength(
                                before.bytes() + part.bytes(), before.envelope().storedBytes() + part.storedBytes()),
                placement(before, part),
                before.uploadId(),
                before.storage());
        return new Growth(new Objects.Addition(grown, first, piece, added.ciphertext), checksum);
    }

    private static Optional<Piece> first(StoredObject before, StoredChecksum.Clear checksum, ObjectSealer sealer) {
        Optional<BlobId> blob = switch (before.placement()) {
            case Placement.Within within -> Optional.empty();
            case Placement.Inline() -> Optional.empty();
            case Placement.Blob(var id) -> Optional.of(id);
            case Placement.Parts parts -> Optional.empty();
            case Placement.Pieces pieces -> Optional.empty();
        };
        if (before.parts() > 0) {
            return Optional.empty();
        }
        var part = new Part(
                PartName.WHOLE,
                blob,
                before.bytes(),
                before.envelope().storedBytes(),
                before.etag(),
                before.lastModified());
        return Optional.of(new Piece(part, Piece.Digest.of(1, checksum.algorithm(), checksum.digest(), sealer)));
    }

    private static Placement placement(StoredObject before, Part part) {
        long inline = part.blob().isPresent() ? 0 : part.storedBytes();
        return switch (before.placement()) {
            case Placement.Within within -> new Placement.Pieces(part.number(), 0, inline);
            case Placement.Inline() -> new Placement.Pieces(part.number(), 0, inline);
            case Placement.Blob blob -> new Placement.Pieces(part.number(), 0, inline);
            case Placement.Parts(var count) -> new Placement.Pieces(part.number(), count, inline);
            case Placement.Pieces(var count, var uploaded, var kept) ->
                new Placement.Pieces(part.number(), uploaded, kept + inline);
        };
    }

    /// Checksums that combine stay those of the full object; of the others a checksum of the pieces' checksums is made,
    /// as multipart uploads do it. An object whose checksum is composite keeps it so.
    private static StoredChecksum.Clear checksum(
            Objects objects, ObjectWriter.Target target, StoredObject before, StoredChecksum.Clear known, Added added)
            throws IOException {
        var part = added.part;
        var digests = added.digests;
        var algorithm = known.algorithm();
        if (known.compositeParts() == 0 && algorithm.combines()) {
            var combined = algorithm.combine(
                    known.digest().readOnlyArray(), digests.checksum().readOnlyArray(), part.bytes());
            return new StoredChecksum.Clear(algorithm, 0, Bytes.wrap(combined));
        }
        var all = before.parts() == 0
                ? known.digest()
                : objects.manifest(target.bucket().id(), target.key(), before)
                        .flatMap(Manifest::checksums)
                        .orElseThrow(S3Error.OPERATION_ABORTED::refusal)
                        .all(added.sealer);
        var list = Bytes.concat(all, digests.checksum()).readOnlyArray();
        var checksum = algorithm.newChecksum();
        checksum.update(list, 0, list.length);
        return new StoredChecksum.Clear(algorithm, part.number(), Bytes.wrap(checksum.digest()));
    }
}
