package sealstead.auth;

import java.util.Optional;

/// How a request's body is tied to its signature.
public sealed interface PayloadProof {
    /// The body is not covered by the signature.
    record Unsigned() implements PayloadProof {}

    /// The SHA-256 of the whole body was signed.
    record Sha256(String hex) implements PayloadProof {}

    /// The body comes in aws-chunked frames.
    ///
    /// @param chain the signatures of the frames, absent for `STREAMING-UNSIGNED-PAYLOAD-TRAILER`
    /// @param trailer whether checksums follow the last frame
    record Frames(Optional<ChunkSignatures> chain, boolean trailer) implements PayloadProof {}
}
