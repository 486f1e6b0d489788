package sealstead.bench.load;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;

/// How the objects of a run are protected, asked for by request headers.
public enum Mode {
    /// No header: whatever the endpoint does by itself, which is told beside the figures.
    DEFAULT,
    SSE_S3,
    SSE_KMS,
    SSE_KMS_BUCKET_KEY,
    DSSE_KMS,
    SSE_C;

    private static final String ALGORITHM = "x-amz-server-side-encryption";
    private static final String KEY_ID = "x-amz-server-side-encryption-aws-kms-key-id";

    boolean usesKms() {
        return this == SSE_KMS || this == SSE_KMS_BUCKET_KEY || this == DSSE_KMS;
    }

    /// Whether an answer that says `protection` gives what was asked for.
    boolean isMetBy(String protection) {
        return this == DEFAULT || protection.equals(wanted());
    }

    /// What an answer says of an object so protected.
    String wanted() {
        return switch (this) {
            case DEFAULT -> "anything";
            case SSE_S3 -> Protection.AES256;
            case SSE_KMS -> Protection.KMS;
            case SSE_KMS_BUCKET_KEY -> Protection.KMS_BUCKET_KEY;
            case DSSE_KMS -> Protection.DSSE;
            case SSE_C -> Protection.CUSTOMER;
        };
    }

    /// The headers of a request that makes an object.
    Map<String, String> headersOfPut(String kmsKey) {
        return switch (this) {
            case DEFAULT -> Map.of();
            case SSE_S3 -> Map.of(ALGORITHM, "AES256");
            case SSE_KMS ->
                Map.of(
                        ALGORITHM,
                        "aws:kms",
                        KEY_ID,
                        kmsKey,
                        "x-amz-server-side-encryption-bucket-key-enabled",
                        "false");
            case SSE_KMS_BUCKET_KEY ->
                Map.of(ALGORITHM, "aws:kms", KEY_ID, kmsKey, "x-amz-server-side-encryption-bucket-key-enabled", "true");
            case DSSE_KMS -> Map.of(ALGORITHM, "aws:kms:dsse", KEY_ID, kmsKey);
            case SSE_C -> customerKey("x-amz-server-side-encryption-customer-");
        };
    }

    /// The headers of a request that reads one.
    Map<String, String> headersOfGet() {
        return this == SSE_C ? customerKey("x-amz-server-side-encryption-customer-") : Map.of();
    }

    /// The headers of a copy, which reads one and makes one.
    Map<String, String> headersOfCopy(String kmsKey) {
        if (this != SSE_C) {
            return headersOfPut(kmsKey);
        }
        var both = new java.util.HashMap<>(customerKey("x-amz-copy-source-server-side-encryption-customer-"));
        both.putAll(headersOfPut(kmsKey));
        return both;
    }

    private static Map<String, String> customerKey(String prefix) {
        // Not a secret: the load is made of zeros and counters.
        var key = "sealstead-bench-customer-key-32b".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        return Map.of(
                prefix + "algorithm",
                "AES256",
                prefix + "key",
                Base64.getEncoder().encodeToString(key),
                prefix + "key-md5",
                md5(key));
    }

    /// In base64, as headers carry it.
    static String md5(byte[] bytes) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
