package sealstead.conformance;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Objects;
import java.util.stream.Stream;
import software.amazon.awssdk.checksums.DefaultChecksumAlgorithm;
import software.amazon.awssdk.checksums.SdkChecksum;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/// Checksums as the SDK computes them, as a second opinion on ours.
final class Checksums {
    private Checksums() {}

    /// In base64.
    static String of(ChecksumAlgorithm algorithm, byte[] bytes) {
        var checksum = SdkChecksum.forAlgorithm(
                switch (algorithm) {
                    case CRC32 -> DefaultChecksumAlgorithm.CRC32;
                    case CRC32_C -> DefaultChecksumAlgorithm.CRC32C;
                    case CRC64_NVME -> DefaultChecksumAlgorithm.CRC64NVME;
                    case SHA1 -> DefaultChecksumAlgorithm.SHA1;
                    case SHA256 -> DefaultChecksumAlgorithm.SHA256;
                    default -> throw new IllegalArgumentException(algorithm.toString());
                });
        checksum.update(ByteBuffer.wrap(bytes));
        return Base64.getEncoder().encodeToString(checksum.getChecksumBytes());
    }

    /// The one checksum of a reply.
    static String in(HeadObjectResponse head) {
        return Stream.of(
                        head.checksumCRC32(),
                        head.checksumCRC32C(),
                        head.checksumCRC64NVME(),
                        head.checksumSHA1(),
                        head.checksumSHA256())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("");
    }
}
