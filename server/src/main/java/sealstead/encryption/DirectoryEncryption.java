package sealstead.encryption;

import java.util.Map;
import java.util.Optional;
import sealstead.iam.Caller;
import sealstead.wire.Clipped;
import sealstead.wire.Refusal;

/// What requests may say of encryption in directory buckets: SSE-S3 or SSE-KMS under the bucket's one key, with
/// a bucket key, and on objects nothing but what the session or the bucket's default says already.
public final class DirectoryEncryption {
    private DirectoryEncryption() {}

    /// The protection of a new object.
    ///
    /// @param settings the session's, or the bucket's default where no session is; with the key as an ARN
    static Protection choose(EncryptionRequest asked, BucketEncryption settings, Caller.Principal caller) {
        var algorithm = algorithm(asked, settings.keyId(), caller);
        if (algorithm.filter(named -> named != settings.algorithm()).isPresent()) {
            throw DirectoryError.OTHER_THAN_DEFAULT.refusal();
        }
        return settings.algorithm() == Algorithm.AES256
                ? new Protection.SseS3()
                : new Protection.SseKms(settings.keyId(), true, Map.of());
    }

    /// What a new session writes with: what CreateSession asks for, else the bucket's default.
    ///
    /// @param lifetimeKey the only key that the bucket may have; empty if it never had one
    public static BucketEncryption ofSession(
            EncryptionRequest asked, BucketEncryption byDefault, String lifetimeKey, Caller.Principal caller) {
        var algorithm = algorithm(asked, lifetimeKey, caller);
        if (algorithm.isEmpty()) {
            return byDefault;
        }
        if (asked instanceof EncryptionRequest.Kms kms && kms.keyId().isEmpty()) {
            throw DirectoryError.SESSION_WITHOUT_KEY.refusal();
        }
        return settings(algorithm.get(), lifetimeKey);
    }

    /// Settings as sessions carry them.
    ///
    /// @param keyArn not looked at for SSE-S3
    public static BucketEncryption settings(Algorithm algorithm, String keyArn) {
        return new BucketEncryption(
                algorithm, algorithm == Algorithm.AES256 ? "" : keyArn, algorithm != Algorithm.AES256, false, true);
    }

    /// The algorithm that is named, if any, after everything that directory buckets refuse.
    private static Optional<Algorithm> algorithm(EncryptionRequest asked, String key, Caller.Principal caller) {
        return switch (asked) {
            case EncryptionRequest.Customer customer -> throw DirectoryError.CUSTOMER_KEY.refusal();
            case EncryptionRequest.S3() -> Optional.of(Algorithm.AES256);
            case EncryptionRequest.Default(var bucketKey) -> {
                checkBucketKey(bucketKey);
                yield Optional.empty();
            }
            case EncryptionRequest.Kms(var keyId, var bucketKey, var context, var dualLayer) -> {
                if (dualLayer) {
                    throw DirectoryError.DUAL_LAYER.refusal();
                }
                checkBucketKey(bucketKey);
                if (!context.isEmpty()) {
                    throw DirectoryError.CONTEXT.about(EncryptionRequest.CONTEXT, "");
                }
                checkKey(keyId, key, caller);
                yield Optional.of(Algorithm.AWS_KMS);
            }
        };
    }

    private static void checkBucketKey(Optional<Boolean> bucketKey) {
        if (bucketKey.equals(Optional.of(false))) {
            throw DirectoryError.BUCKET_KEY_OFF.about(EncryptionRequest.BUCKET_KEY, "false");
        }
    }

    /// A key is named by its ARN, or in its own account by its id.
    private static void checkKey(String named, String arn, Caller.Principal caller) {
        checkNotAlias(named);
        boolean own = arn.contains(":" + caller.accountId() + ":") && arn.endsWith(":key/" + named);
        if (!named.isEmpty() && !named.equals(arn) && !own) {
            throw DirectoryError.OTHER_KEY.about(EncryptionRequest.KEY_ID, Clipped.of(named));
        }
    }

    /// Refuses the name or ARN of an alias, where a key must be named.
    static void checkNotAlias(String keyId) {
        if (keyId.startsWith("alias/") || keyId.contains(":alias/")) {
            throw DirectoryError.ALIAS.about(EncryptionRequest.KEY_ID, Clipped.of(keyId));
        }
    }

    /// Refuses what cannot be the default of a directory bucket, as far as it shows without the KMS.
    ///
    /// @param bucketKey what the configuration says of bucket keys, if anything
    public static void checkDefault(Algorithm algorithm, String keyId, Optional<Boolean> bucketKey) {
        switch (algorithm) {
            case AES256 -> {}
            case AWS_KMS_DSSE -> throw DirectoryError.DUAL_LAYER.refusal();
            case AWS_KMS -> {
                checkBucketKey(bucketKey);
                if (keyId.isEmpty()) {
                    throw DirectoryError.DEFAULT_WITHOUT_KEY.refusal();
                }
                checkNotAlias(keyId);
            }
        }
    }

    /// Refuses a second key.
    public static Refusal secondKey() {
        return DirectoryError.SECOND_KEY.refusal();
    }
}
