package sealstead.s3.operation.multipart;

import java.util.Locale;
import java.util.Optional;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.s3.DeclaredChecksum;
import sealstead.s3.S3Error;
import sealstead.s3.object.StoredChecksum;
import sealstead.s3.object.Upload;
import sealstead.s3.object.UploadedPart;
import sealstead.wire.Refusal;

/// What the requests of an upload may say of checksums: one table of where something is said (Create, a part,
/// the list of Complete, the headers of Complete) against what was chosen at Create.
///
/// | said | chosen FULL_OBJECT | chosen COMPOSITE | nothing chosen |
/// |---|---|---|---|
/// | a part's checksum of another algorithm | refused | refused | checked and answered |
/// | a checksum in the list | if it is the part's | needed | refused, but for the one we answered |
/// | `x-amz-checksum-type` of Complete | FULL_OBJECT | COMPOSITE | refused |
/// | a checksum of Complete | the whole's, with the type only | with and without `-N` | of the whole, or ignored |
final class UploadChecksums {
    /// What is kept of an upload for which nothing was chosen.
    static final ChecksumAlgorithm BY_DEFAULT = ChecksumAlgorithm.CRC64NVME;

    private UploadChecksums() {}

    /// The choice of Create: CRC64NVME is always of the full object, SHA and the like never are, CRC32 and
    /// CRC32C are composite unless the client asks for the other.
    static Optional<Upload.ChosenChecksum> choose(Optional<ChecksumAlgorithm> algorithm, Optional<String> type) {
        if (algorithm.isEmpty()) {
            if (type.isPresent()) {
                throw S3Error.INVALID_REQUEST.saying(
                        "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.");
            }
            return Optional.empty();
        }
        var chosen = algorithm.get();
        boolean full = type.map(UploadChecksums::isFull).orElse(chosen == ChecksumAlgorithm.CRC64NVME);
        boolean possible = switch (chosen) {
            case CRC64NVME -> full;
            case CRC32, CRC32C -> true;
            default -> !full;
        };
        var choice = new Upload.ChosenChecksum(chosen, full);
        if (!possible) {
            throw S3Error.INVALID_REQUEST.saying("The " + choice.type() + " checksum type cannot be used with the "
                    + lower(chosen) + " checksum algorithm.");
        }
        return Optional.of(choice);
    }

    /// A type in any case, as clients spell it.
    static boolean isFull(String type) {
        return switch (type.toUpperCase(Locale.ROOT)) {
            case "FULL_OBJECT" -> true;
            case "COMPOSITE" -> false;
            default -> throw S3Error.INVALID_REQUEST.saying("Value for x-amz-checksum-type header is invalid.");
        };
    }

    /// The algorithm of the parts' and the object's checksum.
    static ChecksumAlgorithm kept(Upload upload) {
        return upload.checksum().map(Upload.ChosenChecksum::algorithm).orElse(BY_DEFAULT);
    }

    /// Refuses a part's checksum of another algorithm than the upload's.
    static void checkPart(Upload upload, Optional<DeclaredChecksum> declared) {
        if (upload.checksum().isPresent() && declared.isPresent()) {
            var given = declared.get().algorithm();
            var expected = upload.checksum().get().algorithm();
            if (given != expected) {
                throw S3Error.INVALID_REQUEST.saying("Checksum Type mismatch occurred, expected checksum Type: "
                        + lower(expected) + ", actual checksum Type: " + lower(given));
            }
        }
    }

    /// Refuses a type in Complete that is not the upload's.
    static void checkType(Upload upload, Optional<Boolean> full) {
        var chosen = upload.checksum();
        if (full.isPresent()
                && chosen.map(Upload.ChosenChecksum::fullObject)
                        .filter(full.get()::equals)
                        .isEmpty()) {
            throw S3Error.INVALID_REQUEST.saying("The upload was created using the "
                    + chosen.map(Upload.ChosenChecksum::type).orElse("null")
                    + " checksum mode. The complete request must use the same checksum mode.");
        }
    }

    /// Whether the checksum that Complete's list has for a part is the part's; one that must be there and is
    /// not, or is of another algorithm, is refused here.
    static boolean isOfPart(Upload upload, CompletionRequest.WantedPart asked, UploadedPart part) {
        var chosen = upload.checksum();
        var declared = asked.checksum();
        if (declared.isEmpty()) {
            if (chosen.isPresent() && !chosen.get().fullObject()) {
                throw S3Error.INVALID_REQUEST.saying("The upload was created using a " + lower(part.algorithm())
                        + " checksum. The complete request must include the checksum for each part. It was missing for"
                        + " part " + asked.number() + " in the request.");
            }
            return true;
        }
        if (chosen.isPresent() && declared.get().algorithm() != chosen.get().algorithm()) {
            throw badDigest("The " + lower(declared.get().algorithm()) + " you specified for part " + asked.number()
                    + " did not match what we received.");
        }
        return declared.get().algorithm() == part.algorithm()
                && declared.get().value().equals(part.checksumText());
    }

    /// Refuses a checksum in Complete's headers that is not the object's. Of an upload for which none was
    /// chosen, S3 looks at nothing; a CRC64NVME of the whole is checked all the same, since it can only be
    /// meant as that.
    static void checkObject(Upload upload, CompletionRequest wanted, StoredChecksum.Clear computed) {
        if (wanted.checksum().isEmpty()) {
            return;
        }
        var declared = wanted.checksum().get();
        boolean right = declared.algorithm() == computed.algorithm()
                && (declared.value().equals(computed.text())
                        || (computed.compositeParts() > 0 && declared.value().equals(computed.base64())));
        if (upload.checksum().isEmpty()) {
            right |= declared.algorithm() != BY_DEFAULT || declared.isComposite();
        } else if (upload.checksum().get().fullObject()) {
            right &= wanted.fullObject().isPresent();
        }
        if (!right) {
            throw badDigest(
                    "The " + lower(computed.algorithm()) + " you specified did not match the calculated checksum.");
        }
    }

    private static String lower(ChecksumAlgorithm algorithm) {
        return algorithm.name().toLowerCase(Locale.ROOT);
    }

    private static Refusal badDigest(String message) {
        return S3Error.BAD_DIGEST.saying(message);
    }
}
