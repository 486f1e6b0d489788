package sealstead.s3;

import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import sealstead.auth.AuthError;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.wire.Headers;
import sealstead.wire.Refusal;

/// The additional checksum that a request declares of its body: its value stands in a header,
/// or is announced for the trailer.
///
/// @param value the value in base64, empty while it is still to come in the trailer
public record DeclaredChecksum(ChecksumAlgorithm algorithm, String value) {
    private static final String PREFIX = "x-amz-checksum-";
    private static final Set<String> OTHERS =
            Set.of("x-amz-checksum-algorithm", "x-amz-checksum-type", "x-amz-checksum-mode");

    /// What `headers` declare, if anything. Query parameters of that name are never looked at: the JavaScript presigner
    /// puts the checksum of an empty body there.
    public static Optional<DeclaredChecksum> read(Headers headers) {
        var sdkAlgorithm = headers.first("x-amz-sdk-checksum-algorithm");
        Optional<DeclaredChecksum> found = Optional.empty();
        for (var algorithm : ChecksumAlgorithm.values()) {
            var value = headers.first(algorithm.headerName());
            if (value.isPresent()) {
                if (found.isPresent()) {
                    throw S3Error.MULTIPLE_CHECKSUMS.refusal();
                }
                found = Optional.of(new DeclaredChecksum(algorithm, value.get()));
            }
        }
        checkNames(headers, found.isPresent());
        var trailer = headers.first("x-amz-trailer");
        if (trailer.isPresent()) {
            if (found.isPresent()) {
                throw S3Error.MULTIPLE_CHECKSUMS.refusal();
            }
            found = Optional.of(new DeclaredChecksum(inTrailer(trailer.get()), ""));
        }
        if (found.isEmpty() && sdkAlgorithm.isPresent()) {
            throw S3Error.SDK_ALGORITHM_ALONE.refusal();
        }
        found.filter(declared -> !declared.value().isEmpty()).ifPresent(declared -> declared.checkForm("header"));
        return found;
    }

    /// A checksum that nobody can check must not look as if it had been.
    private static void checkNames(Headers headers, boolean knownOne) {
        headers.forEach((name, value) -> {
            if (name.startsWith(PREFIX) && !OTHERS.contains(name) && !isAlgorithm(name)) {
                throw knownOne
                        ? S3Error.MULTIPLE_CHECKSUMS.refusal()
                        : S3Error.INVALID_REQUEST.saying(
                                "The algorithm type you specified in x-amz-checksum- header is invalid.");
            }
        });
    }

    private static boolean isAlgorithm(String header) {
        return Arrays.stream(ChecksumAlgorithm.values())
                .anyMatch(algorithm -> algorithm.headerName().equals(header));
    }

    private static ChecksumAlgorithm inTrailer(String name) {
        var lower = name.strip().toLowerCase(java.util.Locale.ROOT);
        if (lower.startsWith(PREFIX)) {
            for (var algorithm : ChecksumAlgorithm.values()) {
                if (algorithm.headerName().equals(lower)) {
                    return algorithm;
                }
            }
        }
        throw AuthError.TRAILER_NOT_SUPPORTED.refusal();
    }

    /// Refuses a value that is not base64 of a digest of the algorithm's length.
    private void checkForm(String place) {
        if (!isDigest(algorithm, value)) {
            throw S3Error.INVALID_REQUEST.saying("Value for " + algorithm.headerName() + " " + place + " is invalid.");
        }
    }

    /// Whether a text is the base64 of a digest of the algorithm's length.
    public static boolean isDigest(ChecksumAlgorithm algorithm, String base64) {
        try {
            return Base64.getDecoder().decode(base64).length == algorithm.digestBytes() && base64.length() % 4 == 0;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    /// The value, taken from the trailer if it was announced for there.
    public DeclaredChecksum completed(Headers trailers) {
        if (!value.isEmpty()) {
            return this;
        }
        var late = new DeclaredChecksum(
                algorithm, trailers.first(algorithm.headerName()).orElse(""));
        late.checkForm("trailing header");
        return late;
    }

    /// Refuses if the body's digest is another.
    public void check(byte[] computed) {
        if (!Base64.getEncoder().encodeToString(computed).equals(value)) {
            throw mismatch(algorithm);
        }
    }

    static Refusal mismatch(ChecksumAlgorithm algorithm) {
        return S3Error.BAD_DIGEST.saying(
                "The " + algorithm.name() + " you specified did not match the calculated checksum.");
    }
}
