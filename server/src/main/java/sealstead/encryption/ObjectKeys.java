package sealstead.encryption;

import java.util.Map;
import java.util.Optional;
import sealstead.encryption.Envelope.Scheme;
import sealstead.store.Bytes;

/// Where the keys of an object are: what its envelope holds of them, and who has the rest. Each way to seal has
/// its own, and none can lack what it needs.
public sealed interface ObjectKeys {
    Scheme scheme();

    /// The same without what a key opens: what may still be told when the data key is of no more use.
    ObjectKeys withoutDataKey();

    /// The version of the KMS key that they are under; empty if they are under none.
    default String keyMaterialId() {
        return "";
    }

    /// The service key that they are under; empty if they are under none.
    default String serviceKeyId() {
        return "";
    }

    /// The KMS's side, where there is one.
    default Optional<OfKms> kms() {
        return switch (this) {
            case OfKms kms -> Optional.of(kms);
            case DualLayer dual -> Optional.of(dual.inner());
            case ServiceKey service -> Optional.empty();
            case Customer customer -> Optional.empty();
        };
    }

    /// The side of the bucket's service key, where there is one.
    default Optional<ServiceKey> service() {
        return switch (this) {
            case ServiceKey service -> Optional.of(service);
            case DualLayer dual -> Optional.of(dual.outer());
            case OfKms kms -> Optional.empty();
            case Customer customer -> Optional.empty();
        };
    }

    /// The customer's side, for SSE-C.
    default Optional<Customer> customer() {
        return this instanceof Customer customer ? Optional.of(customer) : Optional.empty();
    }

    /// SSE-S3, and the outer layer of DSSE-KMS: under a service key of the bucket.
    record ServiceKey(String serviceKeyId, Bytes wrappedKey) implements ObjectKeys {
        @Override
        public Scheme scheme() {
            return Scheme.SSE_S3;
        }

        @Override
        public ServiceKey withoutDataKey() {
            return new ServiceKey("", Bytes.EMPTY);
        }
    }

    /// SSE-KMS, and the inner layer of DSSE-KMS: under a KMS key.
    sealed interface OfKms extends ObjectKeys {
        /// The key that was used, as an ARN.
        String keyArn();

        /// Which version of it.
        @Override
        String keyMaterialId();

        /// What the KMS returned.
        Bytes ciphertext();

        /// The caller's own pairs of the encryption context.
        Map<String, String> context();

        default boolean isBucketKey() {
            return this instanceof BucketKey;
        }

        @Override
        default Scheme scheme() {
            return Scheme.SSE_KMS;
        }
    }

    /// Under the KMS key itself.
    ///
    /// @param ciphertext the data key, as the KMS returned it
    record KmsDataKey(String keyArn, String keyMaterialId, Bytes ciphertext, Map<String, String> context)
            implements OfKms {
        public KmsDataKey {
            context = Map.copyOf(context);
        }

        @Override
        public KmsDataKey withoutDataKey() {
            return new KmsDataKey(keyArn, "", Bytes.EMPTY, context);
        }
    }

    /// Under a bucket key, which is under the KMS key.
    ///
    /// @param ciphertext the bucket key, as the KMS returned it
    /// @param wrappedKey the data key under the bucket key
    record BucketKey(
            String keyArn, String keyMaterialId, Bytes ciphertext, Bytes wrappedKey, Map<String, String> context)
            implements OfKms {
        public BucketKey {
            context = Map.copyOf(context);
        }

        @Override
        public BucketKey withoutDataKey() {
            return new BucketKey(keyArn, "", Bytes.EMPTY, Bytes.EMPTY, context);
        }
    }

    /// DSSE-KMS: two keys, of which either alone opens nothing.
    record DualLayer(KmsDataKey inner, ServiceKey outer) implements ObjectKeys {
        @Override
        public Scheme scheme() {
            return Scheme.DSSE_KMS;
        }

        @Override
        public String keyMaterialId() {
            return inner.keyMaterialId();
        }

        @Override
        public String serviceKeyId() {
            return outer.serviceKeyId();
        }

        @Override
        public DualLayer withoutDataKey() {
            return new DualLayer(inner.withoutDataKey(), outer.withoutDataKey());
        }
    }

    /// SSE-C: under a key that only the customer has. Neither the key nor a plain digest of it is kept: salt and MAC
    /// recognise it.
    record Customer(Bytes salt, Bytes mac, Bytes wrappedKey) implements ObjectKeys {
        @Override
        public Scheme scheme() {
            return Scheme.SSE_C;
        }

        @Override
        public Customer withoutDataKey() {
            return new Customer(salt, mac, Bytes.EMPTY);
        }
    }
}
