package sealstead.encryption;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sealstead.store.Bytes;

/// What must be known of a stored object to open it, given the right keys: kept in its record, complete in itself.
///
/// @param scheme how the layers are made
/// @param objectId 32 random hex digits, made for this one write; every segment is bound to it
/// @param sealedFor the id of the bucket it was sealed in
/// @param plaintextBytes the object's length
/// @param storedBytes the length of its ciphertext
/// @param kms the KMS side of the keys, for SSE-KMS and DSSE-KMS
/// @param service the service-key side, for SSE-S3 and for the outer layer of DSSE-KMS
/// @param customer the customer's side, for SSE-C
/// @param wrappedFor the key of the object for which its data key was wrapped; empty if that is the one it has
public record Envelope(
        Scheme scheme,
        String objectId,
        String sealedFor,
        long plaintextBytes,
        long storedBytes,
        Optional<Kms> kms,
        Optional<Service> service,
        Optional<Customer> customer,
        String wrappedFor) {

    public Envelope(
            Scheme scheme,
            String objectId,
            String sealedFor,
            long plaintextBytes,
            long storedBytes,
            Optional<Kms> kms,
            Optional<Service> service,
            Optional<Customer> customer) {
        this(scheme, objectId, sealedFor, plaintextBytes, storedBytes, kms, service, customer, "");
    }

    /// The same keys over what all parts together have become.
    public Envelope ofLength(long plaintext, long stored) {
        return new Envelope(scheme, objectId, sealedFor, plaintext, stored, kms, service, customer, wrappedFor);
    }

    /// The same of an object that is renamed: no key is opened and none is wrapped again.
    ///
    /// @param key the one that it has until then
    public Envelope renamedFrom(String key) {
        return new Envelope(
                scheme, objectId, sealedFor, plaintextBytes, storedBytes, kms, service, customer, wrappedFor(key));
    }

    /// The same object, its data key under another KMS key; one of SSE-S3 becomes one of SSE-KMS.
    Envelope underKms(Kms key) {
        if (scheme == Scheme.DSSE_KMS) {
            return new Envelope(
                    scheme, objectId, sealedFor, plaintextBytes, storedBytes, Optional.of(key), service, customer);
        }
        return new Envelope(
                Scheme.SSE_KMS,
                objectId,
                sealedFor,
                plaintextBytes,
                storedBytes,
                Optional.of(key),
                Optional.empty(),
                Optional.empty());
    }

    /// The same object, what was under a service key under another.
    Envelope underService(Service key) {
        return new Envelope(
                scheme, objectId, sealedFor, plaintextBytes, storedBytes, kms, Optional.of(key), customer, wrappedFor);
    }

    /// What is still to be told of it when the data key is of no more use here: nothing that a key opens.
    public Envelope withoutDataKey() {
        return new Envelope(
                scheme,
                objectId,
                sealedFor,
                plaintextBytes,
                storedBytes,
                kms.map(Kms::withoutDataKey),
                service.map(key -> new Service("", Bytes.EMPTY)),
                customer.map(key -> new Customer(key.salt(), key.mac(), Bytes.EMPTY)),
                wrappedFor);
    }

    /// The key of the object for which its data key was wrapped.
    ///
    /// @param key the one that it has now
    String wrappedFor(String key) {
        return wrappedFor.isEmpty() ? key : wrappedFor;
    }

    /// The ways to seal. The numbers are written into records and never change their meaning.
    public enum Scheme {
        SSE_S3(1),
        SSE_KMS(2),
        DSSE_KMS(3),
        SSE_C(4);

        private final int number;

        Scheme(int number) {
            this.number = number;
        }

        /// As records have it.
        public int number() {
            return number;
        }

        public static Scheme numbered(long number) {
            for (var scheme : values()) {
                if (scheme.number == number) {
                    return scheme;
                }
            }
            throw new IllegalArgumentException("unknown scheme " + number);
        }
    }

    public Envelope {
        boolean fits = switch (scheme) {
            case SSE_S3 -> service.isPresent() && kms.isEmpty() && customer.isEmpty();
            case SSE_KMS -> kms.isPresent() && service.isEmpty() && customer.isEmpty();
            case DSSE_KMS -> kms.isPresent() && service.isPresent() && customer.isEmpty();
            case SSE_C -> customer.isPresent() && kms.isEmpty() && service.isEmpty();
        };
        if (!fits) {
            throw new IllegalArgumentException("an envelope of " + scheme + " without its keys");
        }
    }

    /// Under which KMS key, and how.
    ///
    /// @param keyArn the key that was used, as an ARN
    /// @param keyMaterialId which version of it
    /// @param ciphertext what the KMS returned: the data key, or the bucket key if `wrappedKey` is there
    /// @param wrappedKey the data key under the bucket key; null without one
    /// @param context the caller's own pairs of the encryption context
    public record Kms(
            String keyArn,
            String keyMaterialId,
            Bytes ciphertext,
            @Nullable Bytes wrappedKey,
            Map<String, String> context) {
        public Kms {
            context = Map.copyOf(context);
        }

        public boolean isBucketKey() {
            return wrappedKey != null;
        }

        private Kms withoutDataKey() {
            return new Kms(keyArn, "", Bytes.EMPTY, isBucketKey() ? Bytes.EMPTY : null, context);
        }
    }

    /// Under which service key of the bucket.
    public record Service(String serviceKeyId, Bytes wrappedKey) {}

    /// Under a key that only the customer has. Neither the key nor a plain digest of it is kept: salt and MAC recognise
    /// it.
    public record Customer(Bytes salt, Bytes mac, Bytes wrappedKey) {}

    /// Whether the object's own settings show in the reply as KMS.
    public boolean isKms() {
        return kms.isPresent();
    }
}
