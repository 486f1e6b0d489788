package sealstead.encryption;

import java.util.Optional;

/// What must be known of a stored object to open it, given the right keys: kept in its record, complete in itself.
///
/// @param objectId 32 random hex digits, made for this one write; every segment is bound to it
/// @param sealedFor the id of the bucket it was sealed in
/// @param plaintextBytes the object's length
/// @param storedBytes the length of its ciphertext
/// @param keys how the layers are made, and where their keys are
/// @param wrappedFor the key of the object for which its data key was wrapped; empty if that is the one it has
public record Envelope(
        String objectId, String sealedFor, long plaintextBytes, long storedBytes, ObjectKeys keys, String wrappedFor) {
    public Envelope(String objectId, String sealedFor, long plaintextBytes, long storedBytes, ObjectKeys keys) {
        this(objectId, sealedFor, plaintextBytes, storedBytes, keys, "");
    }

    public Scheme scheme() {
        return keys.scheme();
    }

    /// The KMS's side of the keys, for SSE-KMS and DSSE-KMS.
    public Optional<ObjectKeys.OfKms> kms() {
        return keys.kms();
    }

    /// The side of the service key, for SSE-S3 and for the outer layer of DSSE-KMS.
    public Optional<ObjectKeys.ServiceKey> service() {
        return keys.service();
    }

    /// The customer's side, for SSE-C.
    public Optional<ObjectKeys.Customer> customer() {
        return keys.customer();
    }

    /// The same keys over what all parts together have become.
    public Envelope ofLength(long plaintext, long stored) {
        return new Envelope(objectId, sealedFor, plaintext, stored, keys, wrappedFor);
    }

    /// The same of an object that is renamed: no key is opened and none is wrapped again.
    ///
    /// @param key the one that it has until then
    public Envelope renamedFrom(String key) {
        return new Envelope(objectId, sealedFor, plaintextBytes, storedBytes, keys, wrappedFor(key));
    }

    /// The same object, its data key under another KMS key; one of SSE-S3 becomes one of SSE-KMS.
    Envelope underKms(ObjectKeys.OfKms key) {
        return new Envelope(
                objectId,
                sealedFor,
                plaintextBytes,
                storedBytes,
                switch (keys) {
                    case ObjectKeys.DualLayer(var inner, var outer)
                    when key instanceof ObjectKeys.KmsDataKey direct -> new ObjectKeys.DualLayer(direct, outer);
                    case ObjectKeys.DualLayer dual -> throw new IllegalArgumentException("DSSE-KMS has no bucket key");
                    default -> key;
                });
    }

    /// The same object, what was under a service key under another.
    Envelope underService(ObjectKeys.ServiceKey key) {
        var moved =
                keys instanceof ObjectKeys.DualLayer(var inner, var outer) ? new ObjectKeys.DualLayer(inner, key) : key;
        return new Envelope(objectId, sealedFor, plaintextBytes, storedBytes, moved, wrappedFor);
    }

    /// What is still to be told of it when the data key is of no more use here: nothing that a key opens.
    public Envelope withoutDataKey() {
        return new Envelope(objectId, sealedFor, plaintextBytes, storedBytes, keys.withoutDataKey(), wrappedFor);
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
}
