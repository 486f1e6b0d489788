package sealstead.s3.object;

import java.util.Locale;
import java.util.Optional;
import sealstead.checksum.ChecksumAlgorithm;
import sealstead.s3.S3Error;
import sealstead.s3.S3Request;

/// The checksum algorithm that CopyObject and CreateMultipartUpload may name, in upper or, as minio-java
/// has it, in lower case.
public final class ChecksumNames {
    private ChecksumNames() {}

    /// As S3 spells an algorithm in its messages.
    public static String lower(ChecksumAlgorithm algorithm) {
        return algorithm.name().toLowerCase(Locale.ROOT);
    }

    public static Optional<ChecksumAlgorithm> algorithm(S3Request request) {
        return request.header("x-amz-checksum-algorithm")
                .map(name -> ChecksumAlgorithm.named(name.toUpperCase(Locale.ROOT))
                        .orElseThrow(() -> S3Error.INVALID_REQUEST.saying(
                                "Checksum algorithm provided is unsupported. Please try again with any of the valid types:"
                                        + " [CRC32, CRC32C, CRC64NVME, MD5, SHA1, SHA256, SHA512, XXHASH128, XXHASH3,"
                                        + " XXHASH64]")));
    }
}
