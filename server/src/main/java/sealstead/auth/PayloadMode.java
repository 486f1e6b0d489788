package sealstead.auth;

import java.util.HexFormat;

/// The values that `x-amz-content-sha256` may have.
enum PayloadMode {
    HASH(false, false, false),
    UNSIGNED_BODY(false, false, false),
    UNSIGNED_TRAILER(true, false, true),
    SIGNED_CHUNKS(true, true, false),
    SIGNED_CHUNKS_TRAILER(true, true, true),
    SIGNED_CHUNKS_V4A(true, true, false),
    SIGNED_CHUNKS_TRAILER_V4A(true, true, true);

    static final String UNSIGNED = "UNSIGNED-PAYLOAD";
    static final String HEADER = "x-amz-content-sha256";

    final boolean streaming;
    final boolean signed;
    final boolean trailer;

    PayloadMode(boolean streaming, boolean signed, boolean trailer) {
        this.streaming = streaming;
        this.signed = signed;
        this.trailer = trailer;
    }

    /// What the token says, for a request that is signed by `algorithm`: its frames are, too.
    static PayloadMode of(String token, SigningAlgorithm algorithm) {
        var mode = of(token);
        boolean fits = switch (mode) {
            case SIGNED_CHUNKS, SIGNED_CHUNKS_TRAILER -> algorithm == SigningAlgorithm.HMAC;
            case SIGNED_CHUNKS_V4A, SIGNED_CHUNKS_TRAILER_V4A -> algorithm == SigningAlgorithm.ECDSA;
            case HASH, UNSIGNED_BODY, UNSIGNED_TRAILER -> true;
        };
        if (!fits) {
            throw AuthError.INVALID_CONTENT_SHA256.refusal();
        }
        return mode;
    }

    static PayloadMode of(String token) {
        return switch (token) {
            case UNSIGNED -> PayloadMode.UNSIGNED_BODY;
            case "STREAMING-UNSIGNED-PAYLOAD-TRAILER" -> PayloadMode.UNSIGNED_TRAILER;
            case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" -> PayloadMode.SIGNED_CHUNKS;
            case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" -> PayloadMode.SIGNED_CHUNKS_TRAILER;
            case "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD" -> PayloadMode.SIGNED_CHUNKS_V4A;
            case "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER" -> PayloadMode.SIGNED_CHUNKS_TRAILER_V4A;
            default -> {
                if (!isSha256(token)) {
                    throw AuthError.INVALID_CONTENT_SHA256.refusal();
                }
                yield PayloadMode.HASH;
            }
        };
    }

    private static boolean isSha256(String token) {
        for (int i = 0; i < token.length(); i++) {
            if (!HexFormat.isHexDigit(token.charAt(i))) {
                return false;
            }
        }
        return token.length() == 64;
    }
}
