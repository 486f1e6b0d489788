package sealstead.auth;

import java.util.Optional;

/// The two ways to sign by Signature Version 4: with a key shared by both sides, for one region, and with a
/// pair of keys, for a set of regions (SigV4A).
enum SigningAlgorithm {
    HMAC("AWS4-HMAC-SHA256"),
    ECDSA("AWS4-ECDSA-P256-SHA256");

    private final String wireName;

    SigningAlgorithm(String wireName) {
        this.wireName = wireName;
    }

    /// The name that stands in headers, queries and in what is signed.
    String wireName() {
        return wireName;
    }

    static Optional<SigningAlgorithm> of(String wireName) {
        for (var algorithm : values()) {
            if (algorithm.wireName.equals(wireName)) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }

    /// The one whose name an Authorization header begins with.
    static Optional<SigningAlgorithm> ofHeader(String authorization) {
        int blank = authorization.indexOf(' ');
        return blank < 0 ? Optional.empty() : of(authorization.substring(0, blank));
    }
}
