package sealstead.encryption;

import java.util.Map;

/// How one object is protected. There is no case for plaintext.
public sealed interface Protection {
    /// The same, but with a data key straight from the KMS where a bucket key would have wrapped it.
    default Protection withoutBucketKey() {
        return this instanceof SseKms(var keyId, var bucketKey, var context) ? new SseKms(keyId, false, context) : this;
    }

    /// SSE-S3: a data key under the bucket's service key.
    record SseS3() implements Protection {}

    /// SSE-KMS.
    ///
    /// @param keyId id, ARN or alias, as requested or configured
    /// @param bucketKey whether the data key is wrapped by a bucket key instead of by the KMS
    /// @param context the caller's own pairs of the encryption context
    record SseKms(String keyId, boolean bucketKey, Map<String, String> context) implements Protection {
        public SseKms {
            context = Map.copyOf(context);
        }
    }

    /// DSSE-KMS: an inner layer under a KMS data key, an outer one under the service key. Never a bucket key.
    record DsseKms(String keyId, Map<String, String> context) implements Protection {
        public DsseKms {
            context = Map.copyOf(context);
        }
    }

    /// SSE-C: a data key under the customer's key, which is not kept.
    record SseC(CustomerKey key) implements Protection {}
}
