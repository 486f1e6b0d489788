package sealstead.encryption;

import java.util.Optional;

/// The values of `x-amz-server-side-encryption` that a general server has; `aws:fsx` and `aws:backup` only make
/// sense behind other services.
public enum Algorithm {
    AES256("AES256"),
    AWS_KMS("aws:kms"),
    AWS_KMS_DSSE("aws:kms:dsse");

    private final String wireName;

    Algorithm(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    public static Optional<Algorithm> named(String wireName) {
        for (var algorithm : values()) {
            if (algorithm.wireName.equals(wireName)) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }
}
