package sealstead.encryption;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Supplier;
import sealstead.crypto.Additional;
import sealstead.crypto.CorruptObjectException;
import sealstead.crypto.KeyMac;
import sealstead.crypto.KeyWrap;
import sealstead.crypto.RandomId;
import sealstead.crypto.SecretBytes;
import sealstead.encryption.bucketkeys.BucketKeys;
import sealstead.iam.Caller;
import sealstead.kms.KeyService;
import sealstead.kms.KmsException;
import sealstead.kms.Use;
import sealstead.kms.WrappedKey;
import sealstead.store.Bytes;
import sealstead.wire.Refusal;
import sealstead.wire.Request;

/// Gives a new object its keys and finds a stored object's keys again. What an object
/// is encrypted with is chosen here and nowhere else.
public final class Encryption {
    /// The alias under which the AWS managed key of an account is found, and made when it is first needed.
    private static final String AWS_MANAGED_KEY = "alias/aws/s3";

    private final KeyService kms;
    private final BucketKeys bucketKeys;
    private final ServiceKeyRing serviceKeys;
    private final SecureRandom random;
    private final Transport transport;
    private final KeysInUse inUse = new KeysInUse();

    public Encryption(
            KeyService kms,
            BucketKeys bucketKeys,
            ServiceKeyRing serviceKeys,
            SecureRandom random,
            Transport transport) {
        this.kms = kms;
        this.bucketKeys = bucketKeys;
        this.serviceKeys = serviceKeys;
        this.random = random;
        this.transport = transport;
    }

    /// What a write asks for in its headers.
    public EncryptionRequest asked(sealstead.wire.Headers headers, KeyAccess access) {
        return EncryptionRequest.read(
                headers, access.object().contextArn(), access.requester().peer(), transport);
    }

    /// Which protection a new object gets: what the request names, else the bucket's default.
    ///
    /// @param bucket the default in force; in a directory bucket the session's settings, with the key as an ARN
    /// @param action what the caller is doing, for the sentence that refuses a blocked SSE-C write
    public Protection choose(EncryptionRequest asked, BucketEncryption bucket, KeyAccess access, String action) {
        var object = access.object();
        var caller = access.requester().principal();
        if (object.inDirectory()) {
            return DirectoryEncryption.choose(asked, bucket, caller);
        }
        return switch (asked) {
            case EncryptionRequest.Customer(var key) -> {
                if (bucket.customerKeysBlocked()) {
                    throw blocked(object, caller, action);
                }
                key.checkMd5Given();
                yield new Protection.SseC(key);
            }
            case EncryptionRequest.S3() -> new Protection.SseS3();
            case EncryptionRequest.Kms(var keyId, var bucketKey, var context, var dualLayer) ->
                dualLayer
                        ? new Protection.DsseKms(keyOr(keyId), context)
                        : new Protection.SseKms(keyOr(keyId), bucketKey.orElse(bucket.bucketKeyEnabled()), context);
            case EncryptionRequest.Default(var bucketKey) ->
                switch (bucket.algorithm()) {
                    case AES256 -> new Protection.SseS3();
                    case AWS_KMS ->
                        new Protection.SseKms(
                                keyOr(bucket.keyId()), bucketKey.orElse(bucket.bucketKeyEnabled()), java.util.Map.of());
                    case AWS_KMS_DSSE -> new Protection.DsseKms(keyOr(bucket.keyId()), java.util.Map.of());
                };
        };
    }

    /// The ARN of the KMS key that a write would use, as far as headers and bucket say and the name is known; what
    /// policies see as `s3:x-amz-server-side-encryption-aws-kms-key-id`.
    public Optional<String> keyInForce(
            sealstead.wire.Headers headers, BucketEncryption bucket, Caller.Principal caller, String region) {
        var asked = headers.first(EncryptionRequest.PREFIX);
        if (headers.has(CustomerKey.ALGORITHM)) {
            return Optional.empty();
        }
        boolean underKms = asked.isPresent()
                ? Algorithm.named(asked.get())
                        .filter(named -> named != Algorithm.AES256)
                        .isPresent()
                : bucket.algorithm() != Algorithm.AES256;
        if (!underKms) {
            return Optional.empty();
        }
        var named = asked.isPresent() ? headers.first(EncryptionRequest.KEY_ID).orElse("") : bucket.keyId();
        boolean foreign =
                asked.isPresent() && named.startsWith("arn:") && !named.contains(":" + caller.accountId() + ":");
        // What an alias of another account points to is for whom may use the key: here it stays as it is written.
        return foreign ? Optional.of(named) : kms.arn(caller, keyOr(named), region);
    }

    private static String keyOr(String keyId) {
        return keyId.isEmpty() ? AWS_MANAGED_KEY : keyId;
    }

    private static Refusal blocked(ObjectName object, Caller.Principal caller, String action) {
        return EncryptionError.ACCESS_DENIED.saying(
                "User: " + caller.arn() + " is not authorized to perform: " + action + " on resource: \"" + object.arn()
                        + "\" because this bucket has blocked upload requests that specify Server Side Encryption with"
                        + " Customer provided keys (SSE-C). Please specify a different server-side encryption type");
    }

    /// Gets the keys for a new object. Every KMS call that it needs is made here, before any byte of the body
    /// is read.
    public ObjectSealer seal(KeyAccess access, Protection protection) {
        return withKeys(access, protection).heldIn(inUse);
    }

    /// Prepares a replica. Its data key is made here and put under the KMS key by Encrypt, since that is the right that
    /// S3 asks of who replicates, and not GenerateDataKey; so no bucket key serves.
    public ObjectSealer sealReplica(KeyAccess access, Protection protection) {
        var object = access.object();
        return (switch (protection) {
                    case Protection.SseKms(var keyId, var bucketKey, var context) -> {
                        checkForKms(access.requester());
                        var dataKey = SecretBytes.random(random, 32);
                        var kept = encrypted(object, keyId, dataKey, context, access.use());
                        yield oneLayer(object, RandomId.BITS_128.hex(random), kept, dataKey);
                    }
                    case Protection.DsseKms(var keyId, var context) -> {
                        checkForKms(access.requester());
                        var objectId = RandomId.BITS_128.hex(random);
                        var inner = SecretBytes.random(random, 32);
                        var kept = encrypted(object, keyId, inner, context, access.use());
                        yield twoLayers(object, objectId, kept, inner);
                    }
                    case Protection.SseS3 s3 -> withKeys(access, s3);
                    case Protection.SseC customer -> throw new IllegalArgumentException("the customer's key is needed");
                })
                .heldIn(inUse);
    }

    /// Puts a data key under a KMS key; closes it if the KMS refuses.
    private ObjectKeys.KmsDataKey encrypted(
            ObjectName object, String keyId, SecretBytes dataKey, java.util.Map<String, String> context, Use use) {
        return kept(dataKey, () -> {
            try {
                var wrapped = kms.encrypt(use, keyId, dataKey, Context.ofObject(object, context));
                return new ObjectKeys.KmsDataKey(
                        wrapped.keyArn(), wrapped.keyMaterialId(), wrapped.ciphertext(), context);
            } catch (KmsException failure) {
                throw KmsRefusal.of(failure);
            }
        });
    }

    /// What is done with a key that somebody has at the end of it; the key is closed if it fails.
    private static <T> T kept(SecretBytes key, Supplier<T> use) {
        boolean isKept = false;
        try {
            var done = use.get();
            isKept = true;
            return done;
        } finally {
            if (!isKept) {
                key.close();
            }
        }
    }

    private ObjectSealer withKeys(KeyAccess access, Protection protection) {
        var object = access.object();
        var objectId = RandomId.BITS_128.hex(random);
        try {
            return switch (protection) {
                case Protection.SseS3() -> {
                    var dataKey = SecretBytes.random(random, 32);
                    yield kept(dataKey, () -> {
                        var service = wrapForService(object, objectId, dataKey, "data-key");
                        return oneLayer(object, objectId, service, dataKey);
                    });
                }
                case Protection.SseKms(var keyId, var bucketKey, var context) -> {
                    checkForKms(access.requester());
                    yield bucketKey
                            ? sealUnderBucketKey(object, objectId, keyId, context, access.use())
                            : sealUnderKms(object, objectId, keyId, context, access.use());
                }
                case Protection.DsseKms(var keyId, var context) -> {
                    checkForKms(access.requester());
                    var inner = kms.generateDataKey(access.use(), keyId, Context.ofObject(object, context));
                    var underKms = new ObjectKeys.KmsDataKey(
                            inner.keyArn(), inner.keyMaterialId(), inner.ciphertext(), context);
                    yield twoLayers(object, objectId, underKms, inner.plaintext());
                }
                case Protection.SseC(var customer) -> sealForCustomer(object, objectId, customer);
            };
        } catch (KmsException failure) {
            throw KmsRefusal.of(failure);
        }
    }

    private ObjectSealer oneLayer(ObjectName object, String objectId, ObjectKeys keys, SecretBytes dataKey) {
        return sealer(object, objectId, keys, new DataKeys.OneLayer(dataKey));
    }

    private ObjectSealer twoLayers(
            ObjectName object, String objectId, ObjectKeys.KmsDataKey underKms, SecretBytes inner) {
        return kept(inner, () -> {
            var outer = SecretBytes.random(random, 32);
            return kept(outer, () -> {
                var service = wrapForService(object, objectId, outer, "outer-key");
                var keys = new ObjectKeys.DualLayer(underKms, service);
                return sealer(object, objectId, keys, new DataKeys.TwoLayers(inner, outer));
            });
        });
    }

    private ObjectSealer sealer(ObjectName object, String objectId, ObjectKeys keys, DataKeys dataKeys) {
        var begun = new Envelope(objectId, object.bucketId(), 0, 0, keys);
        return new ObjectSealer(begun, dataKeys, random, object.inDirectory());
    }

    private ObjectSealer sealUnderKms(
            ObjectName object, String objectId, String keyId, java.util.Map<String, String> context, Use use) {
        var data = kms.generateDataKey(use, keyId, Context.ofObject(object, context));
        var keys = new ObjectKeys.KmsDataKey(data.keyArn(), data.keyMaterialId(), data.ciphertext(), context);
        return oneLayer(object, objectId, keys, data.plaintext());
    }

    private ObjectSealer sealUnderBucketKey(
            ObjectName object, String objectId, String keyId, java.util.Map<String, String> context, Use use) {
        var dataKey = SecretBytes.random(random, 32);
        return kept(dataKey, () -> {
            var keys = wrapUnderBucketKey(object, objectId, dataKey, keyId, context, use);
            return oneLayer(object, objectId, keys, dataKey);
        });
    }

    private ObjectKeys.BucketKey wrapUnderBucketKey(
            ObjectName object,
            String objectId,
            SecretBytes dataKey,
            String keyId,
            java.util.Map<String, String> context,
            Use use) {
        try (var bucketKey =
                bucketKeys.forWriting(use, object.bucketId(), object.bucket().arn(), keyId)) {
            var wrapped = KeyWrap.wrap(bucketKey.key(), wrapData(object, objectId, "data-key"), dataKey, random);
            return new ObjectKeys.BucketKey(
                    bucketKey.keyArn(), bucketKey.keyMaterialId(), bucketKey.wrapped(), Bytes.wrap(wrapped), context);
        }
    }

    private ObjectSealer sealForCustomer(ObjectName object, String objectId, CustomerKey customer) {
        var dataKey = SecretBytes.random(random, 32);
        var salt = new byte[32];
        random.nextBytes(salt);
        return kept(dataKey, () -> {
            var wrapped = KeyWrap.wrap(customer.key(), wrapData(object, objectId, "customer"), dataKey, random);
            var keys = new ObjectKeys.Customer(
                    Bytes.wrap(salt), Bytes.wrap(KeyMac.of(customer.key(), salt)), Bytes.wrap(wrapped));
            return oneLayer(object, objectId, keys, dataKey);
        });
    }

    private ObjectKeys.ServiceKey wrapForService(
            ObjectName object, String objectId, SecretBytes dataKey, String layer) {
        try {
            return wrapForService(object.bucket(), wrapData(object, objectId, layer), dataKey);
        } catch (CorruptObjectException corrupt) {
            throw new java.io.UncheckedIOException(corrupt);
        }
    }

    private ObjectKeys.ServiceKey wrapForService(EncryptedBucket bucket, byte[] wrapData, SecretBytes dataKey)
            throws CorruptObjectException {
        var current = bucket.serviceKeys().current();
        try (var serviceKey = serviceKeys.open(bucket.id(), current)) {
            return new ObjectKeys.ServiceKey(
                    current.id(), Bytes.wrap(KeyWrap.wrap(serviceKey, wrapData, dataKey, random)));
        }
    }

    /// Refuses customer-key headers that do not fit the object: missing, not applicable, or the wrong key. Needs
    /// no KMS, so HEAD and conditional reads use it alone.
    public void checkCustomerKey(KeyAccess access, Envelope envelope) {
        var given = access.customer();
        if (given.isPresent()) {
            transport.checkForCustomerKey(access.requester().peer());
        }
        if (envelope.customer().isEmpty()) {
            if (given.isPresent()) {
                throw EncryptionError.CUSTOMER_KEY_NOT_APPLICABLE.refusal();
            }
            return;
        }
        var key = given.orElseThrow(EncryptionError.CUSTOMER_KEY_NEEDED::refusal);
        if (!isKeyOf(envelope.customer().get(), key)) {
            throw EncryptionError.CUSTOMER_KEY_WRONG.refusal();
        }
    }

    /// Wraps the data key of a stored object again, under a KMS key. What the data key seals stays as it is.
    ///
    /// @param envelope not of SSE-C, whose key the server has not; of DSSE-KMS the inner key is moved. The caller's
    ///     pairs of its encryption context stay
    /// @param keyArn the KMS key to be
    /// @param bucketKey whether a bucket key is to wrap the data key
    public Envelope rewrap(KeyAccess access, Envelope envelope, String keyArn, boolean bucketKey)
            throws CorruptObjectException {
        checkForKms(access.requester());
        var object = access.object();
        var use = access.use();
        var pairs = envelope.kms().map(ObjectKeys.OfKms::context).orElse(java.util.Map.of());
        var context = Context.ofObject(object, pairs);
        try {
            var kept = envelope.kms();
            if (!bucketKey && kept.isPresent() && !kept.get().isBucketKey()) {
                return underKms(envelope, kms.reEncrypt(use, kept.get().ciphertext(), context, keyArn, context), pairs);
            }
            try (var dataKey = openDataKey(access, envelope)) {
                if (bucketKey) {
                    return envelope.underKms(
                            wrapUnderBucketKey(object, envelope.objectId(), dataKey, keyArn, pairs, use));
                }
                return underKms(envelope, kms.encrypt(use, keyArn, dataKey, context), pairs);
            }
        } catch (KmsException failure) {
            throw KmsRefusal.of(failure);
        }
    }

    private static Envelope underKms(Envelope envelope, WrappedKey key, java.util.Map<String, String> pairs) {
        return envelope.underKms(new ObjectKeys.KmsDataKey(key.keyArn(), key.keyMaterialId(), key.ciphertext(), pairs));
    }

    /// Wraps what a service key of the bucket wraps again, under its newest: the data key of SSE-S3, the outer
    /// key of DSSE-KMS. No KMS is asked.
    public Envelope underNewestServiceKey(ObjectName object, Envelope envelope) throws CorruptObjectException {
        var kept = envelope.service().orElseThrow();
        var layer = envelope.scheme() == Envelope.Scheme.DSSE_KMS ? "outer-key" : "data-key";
        try (var key = openService(object, envelope, kept, layer)) {
            return envelope.underService(wrapForService(object.bucket(), wrapData(object, envelope, layer), key));
        }
    }

    private SecretBytes openDataKey(KeyAccess access, Envelope envelope) throws CorruptObjectException {
        return switch (envelope.keys()) {
            case ObjectKeys.ServiceKey service -> openService(access.object(), envelope, service, "data-key");
            case ObjectKeys.OfKms kept -> openKms(access, envelope, kept);
            case ObjectKeys.DualLayer(var inner, var outer) -> openKms(access, envelope, inner);
            case ObjectKeys.Customer customer -> throw new IllegalArgumentException("the customer's key is needed");
        };
    }

    /// How many new objects and uploads that are under way have their data key under a version of a KMS key, or
    /// under a service key.
    public long underWay(String id) {
        return inUse.writes(id);
    }

    /// How many of them are in one bucket.
    public long underWayIn(String bucketId, String id) {
        return inUse.writesTo(bucketId, id);
    }

    /// Has a service key that was retired forgotten.
    public void forgetServiceKey(String id) {
        serviceKeys.forget(id);
    }

    /// Has the bucket keys under a KMS key asked for anew.
    public void forgetBucketKeys(String keyArn) {
        bucketKeys.forgetUnder(keyArn);
    }

    /// Has every bucket key asked for anew.
    public void forgetBucketKeys() {
        bucketKeys.forgetAll();
    }

    /// The ARN of the KMS key that objects get in a bucket that is asked for nothing else, if there is one and
    /// it is there.
    public Optional<String> defaultKey(BucketEncryption bucket, Caller.Principal owner, String region) {
        return bucket.algorithm() == Algorithm.AES256
                ? Optional.empty()
                : kms.arn(owner, keyOr(bucket.keyId()), region);
    }

    /// Makes the next write ask the KMS for a new bucket key: for who needs one under the newest version of its
    /// key.
    public void forgetBucketKey(KeyAccess access, String keyId) {
        bucketKeys.forget(access.use(), access.object().bucketId(), keyId);
    }

    /// Finds the keys of an upload again, to seal a part or what stands beside the parts.
    public ObjectSealer resume(KeyAccess access, Envelope upload) throws CorruptObjectException {
        return open(access, upload).resume(random, access.object().inDirectory());
    }

    /// The same for who writes what it resumes with into the record of a version: counts as a use of its keys.
    public ObjectSealer resumeToCommit(KeyAccess access, Envelope begun) throws CorruptObjectException {
        return resume(access, begun).heldIn(inUse);
    }

    /// Refuses customer-key headers of a part that do not fit its upload, and the part of an SSE-C upload in a
    /// bucket that has blocked SSE-C meanwhile.
    public void checkPart(KeyAccess access, Envelope upload, BucketEncryption bucket) {
        var given = access.customer();
        if (given.isPresent()) {
            transport.checkForCustomerKey(access.requester().peer());
        }
        if (given.isPresent() != upload.customer().isPresent()) {
            throw EncryptionError.PART_CUSTOMER_KEY_MISSING.refusal();
        }
        if (upload.customer().isPresent()) {
            if (bucket.customerKeysBlocked()) {
                throw blocked(access.object(), access.requester().principal(), "s3:PutObject");
            }
            if (!isKeyOf(upload.customer().get(), given.orElseThrow())) {
                throw EncryptionError.PART_CUSTOMER_KEY_WRONG.refusal();
            }
        }
    }

    /// Refuses encryption headers of a Complete that are not what the upload was created with. S3 refuses them
    /// all; minio-go sends them again to every endpoint but S3's.
    public void checkAgrees(KeyAccess access, sealstead.wire.Headers headers, Envelope upload) {
        var object = access.object();
        boolean agrees = switch (asked(headers, access)) {
            case EncryptionRequest.Customer customer -> true; // checkPart asks for the key
            case EncryptionRequest.S3() -> upload.scheme() == Envelope.Scheme.SSE_S3;
            case EncryptionRequest.Default(var bucketKey) -> isBucketKey(upload, bucketKey);
            case EncryptionRequest.Kms(var keyId, var bucketKey, var context, var dualLayer) ->
                upload.scheme() == (dualLayer ? Envelope.Scheme.DSSE_KMS : Envelope.Scheme.SSE_KMS)
                        && isBucketKey(upload, bucketKey)
                        && upload.kms()
                                .filter(kept -> !headers.has(EncryptionRequest.CONTEXT)
                                        || kept.context().equals(context))
                                .filter(kept -> keyId.isEmpty()
                                        || keyId.equals(kept.keyArn())
                                        || kms.arn(
                                                        access.requester().principal(),
                                                        keyId,
                                                        object.bucket().region())
                                                .filter(kept.keyArn()::equals)
                                                .isPresent())
                                .isPresent();
        };
        if (!agrees) {
            throw EncryptionError.PART_CUSTOMER_KEY_WRONG.refusal();
        }
    }

    private static boolean isBucketKey(Envelope upload, Optional<Boolean> said) {
        boolean used = upload.kms().filter(ObjectKeys.OfKms::isBucketKey).isPresent();
        return said.isEmpty() || said.get() == used;
    }

    private static boolean isKeyOf(ObjectKeys.Customer kept, CustomerKey given) {
        return MessageDigest.isEqual(
                kept.mac().toArray(), KeyMac.of(given.key(), kept.salt().toArray()));
    }

    /// Finds the keys of a stored object.
    public ObjectOpener open(KeyAccess access, Envelope envelope) throws CorruptObjectException {
        checkCustomerKey(access, envelope);
        var object = access.object();
        try {
            return switch (envelope.keys()) {
                case ObjectKeys.ServiceKey service ->
                    oneLayer(envelope, openService(object, envelope, service, "data-key"));
                case ObjectKeys.OfKms kept -> {
                    checkForKms(access.requester());
                    yield oneLayer(envelope, openKms(access, envelope, kept));
                }
                case ObjectKeys.DualLayer(var inner, var outer) -> {
                    checkForKms(access.requester());
                    var innerKey = openKms(access, envelope, inner);
                    try {
                        var outerKey = openService(object, envelope, outer, "outer-key");
                        yield new ObjectOpener(envelope, new DataKeys.TwoLayers(innerKey, outerKey));
                    } catch (CorruptObjectException | RuntimeException unopened) {
                        innerKey.close();
                        throw unopened;
                    }
                }
                case ObjectKeys.Customer kept -> {
                    var dataKey = KeyWrap.unwrap(
                            access.customer().orElseThrow().key(),
                            wrapData(object, envelope, "customer"),
                            kept.wrappedKey().toArray());
                    yield oneLayer(envelope, dataKey);
                }
            };
        } catch (KmsException failure) {
            throw KmsRefusal.of(failure);
        }
    }

    private static ObjectOpener oneLayer(Envelope envelope, SecretBytes dataKey) {
        return new ObjectOpener(envelope, new DataKeys.OneLayer(dataKey));
    }

    private SecretBytes openKms(KeyAccess access, Envelope envelope, ObjectKeys.OfKms keys)
            throws CorruptObjectException {
        var object = access.object();
        var use = access.use();
        return switch (keys) {
            case ObjectKeys.KmsDataKey key ->
                kms.decrypt(use, key.ciphertext(), Context.ofObject(object, key.context()));
            case ObjectKeys.BucketKey key -> {
                try (var bucketKey = access.reuse() == KeyReuse.NEVER
                        ? bucketKeys.forOneReading(use, object.bucket().arn(), key.ciphertext())
                        : bucketKeys.forReading(use, object.bucket().arn(), key.ciphertext(), key.keyArn())) {
                    var wrapData = wrapData(object, envelope, "data-key");
                    yield KeyWrap.unwrap(bucketKey, wrapData, key.wrappedKey().toArray());
                }
            }
        };
    }

    private SecretBytes openService(ObjectName object, Envelope envelope, ObjectKeys.ServiceKey kept, String layer)
            throws CorruptObjectException {
        var key = object.bucket().serviceKeys().find(kept.serviceKeyId()).orElseThrow(CorruptObjectException::new);
        try (var serviceKey = serviceKeys.open(object.bucketId(), key)) {
            return KeyWrap.unwrap(
                    serviceKey,
                    wrapData(object, envelope, layer),
                    kept.wrappedKey().toArray());
        }
    }

    /// What a wrapped data key is bound to: moved to another object, it does not unwrap.
    private static byte[] wrapData(ObjectName object, String objectId, String layer) {
        return Additional.data("wrapped-" + layer, object.bucketId(), object.key(), objectId);
    }

    /// The same of a stored object, whatever it has been renamed to since.
    private static byte[] wrapData(ObjectName object, Envelope envelope, String layer) {
        return Additional.data(
                "wrapped-" + layer, object.bucketId(), envelope.wrappedFor(object.key()), envelope.objectId());
    }

    /// Refuses a peer to whom nothing may go that is under a KMS key.
    public void checkTransport(Request.Peer peer) {
        transport.checkForKms(peer);
    }

    private void checkForKms(Requester requester) {
        transport.checkForKms(requester.peer());
        if (!requester.sigV4()) {
            throw EncryptionError.KMS_NEEDS_SIGV4
                    .refusal()
                    .with("ArgumentName", "Authorization")
                    .with("ArgumentValue", "null");
        }
    }
}
