package sealstead.kms;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.audit.AuditSink;
import sealstead.crypto.SecretBytes;
import sealstead.custody.PageTokens;
import sealstead.custody.RootKey;
import sealstead.custody.SealedStore;
import sealstead.iam.Authorizer;
import sealstead.iam.Caller;
import sealstead.iam.KnownPrincipals;
import sealstead.iam.RequestContext;
import sealstead.iam.WhatIf;
import sealstead.iam.policy.TagConditions;
import sealstead.kms.KeyAuthorization.AllowedKey;
import sealstead.store.Bytes;
import sealstead.store.Table;
import sealstead.time.WitnessedTime;

/// The KMS inside this process: the cryptographic operations, for S3 and for the API alike. Everything goes
/// through the same steps: find the key, ask whether the caller may, check the key's state, then use it, and
/// tell the ledger.
public final class EmbeddedKms implements KeyService {
    /// Where the keys' wrapped material is.
    public static final Table KEYS = KmsKeys.TABLE;

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKms.class);
    private static final int DATA_KEY_BYTES = 32;
    /// Asked of both keys of a ReEncrypt.
    private static final String SAME_KEY = "kms:reencryptonsamekey";

    private final KmsKeys keys;
    private final Aliases aliases;
    private final KeyNames names;
    private final KeyAuthorization authorization;
    private final NamedResources access;
    private final Ledger ledger;
    private final KmsTrail trail;
    private final KnownPrincipals principals;
    private final PageTokens pageTokens;

    public EmbeddedKms(
            SealedStore store,
            RootKey root,
            SecureRandom random,
            WitnessedTime time,
            Authorizer authorizer,
            Ledger ledger,
            AuditSink audit,
            KnownPrincipals principals,
            PageTokens pageTokens) {
        this.trail = new KmsTrail(audit);
        this.keys = new KmsKeys(store, root, random, time, trail);
        this.aliases = new Aliases(store, time.clock());
        this.names = new KeyNames(keys, aliases);
        this.authorization = new KeyAuthorization(authorizer, keys, aliases);
        this.access = new NamedResources(names, authorization);
        this.ledger = ledger;
        this.principals = principals;
        this.pageTokens = pageTokens;
    }

    KmsKeys keys() {
        return keys;
    }

    Aliases aliases() {
        return aliases;
    }

    NamedResources access() {
        return access;
    }

    PageTokens pageTokens() {
        return pageTokens;
    }

    KnownPrincipals principals() {
        return principals;
    }

    KmsTrail trail() {
        return trail;
    }

    KeyAuthorization authorization() {
        return authorization;
    }

    /// A plaintext and the key it came from.
    record Decrypted(SecretBytes plaintext, KmsKey key, String materialId) {}

    /// A ciphertext and the key it is under.
    record Encrypted(Bytes ciphertext, KmsKey key, String materialId) {
        WrappedKey wrapped() {
            return new WrappedKey(ciphertext, key.arn(), materialId);
        }
    }

    @Override
    public DataKey generateDataKey(Use use, String keyId, Map<String, String> context) {
        var plaintext = SecretBytes.random(keys.random(), DATA_KEY_BYTES);
        try {
            var sealed = encrypt(
                    use, KeyCall.of(KmsOperation.GENERATE_DATA_KEY, context, false), keyId, plaintext.exposeBytes());
            return new DataKey(plaintext, sealed.ciphertext(), sealed.key().arn(), sealed.materialId());
        } catch (KmsException refused) {
            plaintext.close();
            throw refused;
        }
    }

    @Override
    public Optional<String> arn(Caller.Principal caller, String keyId, String region) {
        return named(caller, keyId, region).map(KmsKey::arn);
    }

    @Override
    public boolean isAwsManaged(Caller.Principal caller, String keyId, String region) {
        return named(caller, keyId, region)
                .filter(key -> key.awsManaged() && key.account().equals(caller.accountId()))
                .isPresent();
    }

    private Optional<KmsKey> named(Caller.Principal caller, String keyId, String region) {
        try {
            var use = new Use(RequestContext.ofJob(caller, keys.now(), region), region, "", "", ApiCall.API);
            return Optional.of(names.any(use, KmsOperation.DESCRIBE_KEY.action(), keyId));
        } catch (KmsException noSuchKey) {
            return Optional.empty();
        }
    }

    @Override
    public SecretBytes decrypt(Use use, Bytes ciphertext, Map<String, String> context) {
        return decrypt(use, KeyCall.of(KmsOperation.DECRYPT, context, false), ciphertext, Optional.empty())
                .plaintext();
    }

    @Override
    public WrappedKey encrypt(Use use, String keyId, SecretBytes dataKey, Map<String, String> context) {
        return encrypt(use, KeyCall.of(KmsOperation.ENCRYPT, context, false), keyId, dataKey.exposeBytes())
                .wrapped();
    }

    @Override
    public WrappedKey reEncrypt(
            Use use, Bytes ciphertext, Map<String, String> context, String newKeyId, Map<String, String> newContext) {
        var to = KeyCall.reEncryptTo(newContext, false);
        return reEncrypt(use, ciphertext, context, Optional.empty(), newKeyId, to)
                .sealed()
                .wrapped();
    }

    /// A ciphertext under another key.
    record ReEncrypted(Encrypted sealed, KmsKey from, String fromMaterialId) {}

    /// Opens `ciphertext` and seals what is in it again.
    ///
    /// @param expected the key that the caller says it is under
    ReEncrypted reEncrypt(
            Use use,
            Bytes ciphertext,
            Map<String, String> context,
            Optional<String> expected,
            String newKeyId,
            KeyCall to) {
        boolean sameKey = isUnder(use, ciphertext, newKeyId);
        var from = KeyCall.reEncryptFrom(context);
        var opened = decrypt(use, from.with(SAME_KEY, sameKey), ciphertext, expected);
        try (var plaintext = opened.plaintext()) {
            var sealed = encrypt(use, to.with(SAME_KEY, sameKey), newKeyId, plaintext.exposeBytes());
            return new ReEncrypted(sealed, opened.key(), opened.materialId());
        }
    }

    /// Seals `plaintext` for whichever operation.
    Encrypted encrypt(Use use, KeyCall call, String keyId, byte[] plaintext) {
        var operation = call.operation();
        var context = call.context();
        try {
            var key = resolve(use, call, keyId);
            var allowed = authorize(use, call, key, KeyNames.alias(keyId));
            checkUsable(key);
            if (call.dryRun()) {
                throw KmsError.dryRun();
            }
            var current = key.isRotationDue(keys.now()) ? keys.rotate(allowed, KeyMaterial.Origin.AUTOMATIC) : key;
            var blob = CiphertextBlob.seal(
                    current, keys.open(allowed, current.current()), plaintext, context, keys.random());
            ledger.made(operation, current.arn(), use);
            trail.used(use, operation, current, current.current().id(), context);
            return new Encrypted(blob.toBytes(), current, current.current().id());
        } catch (KmsException refused) {
            ledger.refused(operation, keyId, use);
            trail.refused(use, operation, keyId, context, refused);
            throw refused;
        }
    }

    /// Opens `ciphertext` for whichever operation.
    ///
    /// @param expected the key that the caller says it is under
    Decrypted decrypt(Use use, KeyCall call, Bytes ciphertext, Optional<String> expected) {
        var operation = call.operation();
        var context = call.context();
        var blob = CiphertextBlob.parse(ciphertext);
        try {
            var parsed = blob.orElseThrow(KmsError::invalidCiphertext);
            var named = expected.map(name -> names.any(use, call.action(), name));
            var found = keys.find(parsed.account(), parsed.keyId())
                    .filter(known -> known.region().equals(use.region()));
            if (found.isEmpty() && named.isPresent()) {
                // Whether the key that is named is there is for whom may use it.
                authorize(use, call, named.get(), expected.map(KeyNames::alias).orElse(""));
            }
            var key = found.orElseThrow(KmsError::invisibleCiphertext);
            var other = named.filter(asked -> !asked.arn().equals(key.arn()));
            if (other.isPresent()) {
                // That they are two is for whom may use both.
                authorize(use, call, other.get(), expected.map(KeyNames::alias).orElse(""));
                authorizeCiphertext(use, call, key, "");
                throw KmsError.INCORRECT_KEY.because(
                        "The key ID in the request does not identify a CMK that can perform this operation.");
            }
            var allowed = authorizeCiphertext(
                    use, call, key, expected.map(KeyNames::alias).orElse(""));
            checkUsable(key);
            var version = key.materials().stream()
                    .filter(material -> material.id().equals(parsed.materialId()))
                    .findFirst()
                    .orElseThrow(KmsError::invalidCiphertext);
            if (version.isRetired()) {
                throw KmsError.retired(key.arn(), version.id());
            }
            if (call.dryRun()) {
                throw KmsError.dryRun();
            }
            var plaintext = SecretBytes.takeOver(parsed.open(key, keys.open(allowed, version), context));
            ledger.made(operation, key.arn(), use);
            trail.used(use, operation, key, version.id(), context);
            return new Decrypted(plaintext, key, version.id());
        } catch (KmsException refused) {
            var keyId = blob.map(CiphertextBlob::keyId).orElse("");
            ledger.refused(operation, keyId, use);
            trail.refused(use, operation, keyId, context, refused);
            throw refused;
        }
    }

    /// Whether `ciphertext` is under the key that `keyId` names; not so if either is not there.
    private boolean isUnder(Use use, Bytes ciphertext, String keyId) {
        var source = CiphertextBlob.parse(ciphertext).flatMap(blob -> keys.find(blob.account(), blob.keyId()));
        return source.isPresent() && source.map(KmsKey::arn).equals(arn(use.caller(), keyId, use.region()));
    }

    private AllowedKey authorize(Use use, KeyCall call, KmsKey key, String alias) {
        return authorization.allow(
                authorization.question(use, call.action(), key, call.context(), alias, call.conditions()));
    }

    /// Of a ciphertext under another account's key nobody learns more who may not open it.
    private AllowedKey authorizeCiphertext(Use use, KeyCall call, KmsKey key, String alias) {
        try {
            return authorize(use, call, key, alias);
        } catch (KmsException denied) {
            throw key.account().equals(use.caller().accountId()) ? denied : KmsError.invisibleCiphertext();
        }
    }

    private static void checkUsable(KmsKey key) {
        if (key.isPendingDeletion()) {
            throw KmsError.invalidState(key.arn(), "pending deletion");
        }
        if (!key.enabled()) {
            throw KmsError.disabled(key.arn());
        }
    }

    /// The key for a name; the AWS managed key of the caller's account is made when S3 first needs it.
    private KmsKey resolve(Use use, KeyCall call, String keyId) {
        if (keyId.equals(KeyNames.AWS_MANAGED) && use.service().equals("s3")) {
            return awsManagedKey(use, call);
        }
        return names.any(use, call.action(), keyId);
    }

    private KmsKey awsManagedKey(Use use, KeyCall call) {
        var account = use.caller().accountId();
        var region = use.region();
        while (true) {
            var alias = aliases.find(account, region, KeyNames.AWS_MANAGED);
            if (alias.isPresent()) {
                return names.any(use, call.action(), KeyNames.AWS_MANAGED);
            }
            var key = keys.createManaged(
                    account,
                    region,
                    "Default key that protects my S3 objects when no other key is defined",
                    KeyPolicy.ofAwsManaged(account, region));
            if (!aliases.createManaged(key, KeyNames.AWS_MANAGED)) {
                // Another request made one at the same moment.
                keys.discard(key);
            }
        }
    }

    /// The versions of a key that an operator names.
    ///
    /// @param name its ARN, or its id in whichever account and region
    public Optional<KeyVersions> versions(String name) throws IOException {
        return keys.named(name).map(EmbeddedKms::versions);
    }

    /// Whether there is a key, or that version of it, retired or not.
    ///
    /// @param name its ARN, or its id in whichever account and region
    /// @param keyMaterialId empty for any
    public boolean isKnown(String name, String keyMaterialId) throws IOException {
        return keys.named(name)
                .filter(key -> keyMaterialId.isEmpty()
                        || key.materials().stream()
                                .anyMatch(version -> version.id().equals(keyMaterialId)))
                .isPresent();
    }

    static KeyVersions versions(KmsKey key) {
        return new KeyVersions(
                key.arn(),
                key.materials().stream()
                        .filter(material -> !material.isRetired())
                        .map(KeyMaterial::id)
                        .toList());
    }

    /// @throws IllegalArgumentException if that version of a key could not be retired now
    public void checkRetirable(String arn, String keyMaterialId) throws IOException {
        var key = keys.named(arn).orElseThrow(() -> new IllegalArgumentException("there is no such KMS key"));
        try {
            KmsKeys.checkRetirable(key, keyMaterialId);
        } catch (KmsException refused) {
            throw new IllegalArgumentException(refused.code() + ": " + refused.message(), refused);
        }
        if (!versions(key).keyMaterialIds().contains(keyMaterialId)) {
            throw new IllegalArgumentException("the key has no such version, or it was retired before");
        }
    }

    /// Destroys the material of one version of a key for good. Whoever calls this has made sure that nothing is
    /// under it.
    ///
    /// @return false if it was not there any more
    /// @throws IllegalArgumentException if it is the current version, or the key cannot be changed now
    public boolean retire(String arn, String keyMaterialId) throws IOException {
        var key = keys.named(arn).orElseThrow(() -> new IllegalArgumentException("there is no such KMS key"));
        try {
            return keys.retire(key, keyMaterialId);
        } catch (KmsException refused) {
            throw new IllegalArgumentException(refused.code() + ": " + refused.message(), refused);
        }
    }

    /// Since when there is a version of a key; empty if it is gone.
    public Optional<Instant> versionSince(String arn, String keyMaterialId) throws IOException {
        return keys.named(arn)
                .flatMap(key -> key.materials().stream()
                        .filter(material -> material.id().equals(keyMaterialId))
                        .map(KeyMaterial::created)
                        .findFirst());
    }

    /// What stands on the side of a key, for questions that nobody asked yet; absent if there is no such key.
    public Optional<WhatIf.Resource> resource(String arn) {
        var parts = arn.split(":", -1);
        if (parts.length != 6 || !parts[2].equals("kms") || !parts[5].startsWith("key/")) {
            return Optional.empty();
        }
        return keys.find(parts[4], parts[5].substring("key/".length()))
                .filter(key -> key.region().equals(parts[3]))
                .map(key -> new WhatIf.Resource(
                        key.account(),
                        Optional.of(authorization.policy(key.policy())),
                        Optional.of(key.grantsInForce()),
                        name -> TagConditions.isOfResource(name) ? TagConditions.value(key.tags(), name) : List.of()));
    }

    /// Has the keys of an account counted again when it makes one: others may have made some.
    public void countAgain() {
        keys.countAgain();
    }

    /// Whether a key waits for its deletion.
    public boolean isEnding(String arn) throws IOException {
        return keys.kept(arn).filter(KmsKey::isPendingDeletion).isPresent();
    }

    /// Has the material of versions read anew, if it is there still.
    public void forget(List<String> keyMaterialIds) {
        keyMaterialIds.forEach(keys::forget);
    }

    /// Whether the material of a key, or of one of its versions, is destroyed.
    ///
    /// @param keyMaterialId of a version; empty for the whole key
    public boolean isDestroyed(String arn, String keyMaterialId) throws IOException {
        return keys.kept(arn)
                .map(key -> key.materials().stream()
                        .anyMatch(material -> material.id().equals(keyMaterialId) && material.isRetired()))
                .orElse(true);
    }

    /// Rotates what is due and destroys what is past its window, with the aliases that pointed to it.
    public void maintain(KeyEnd end) throws IOException {
        keys.maintain(new KeyEnd() {
            // The aliases first: a crash in between leaves a key that comes up again, not aliases that
            // nobody would find.
            @Override
            public Set<String> ending(List<Key> due) throws IOException {
                var left = new ArrayList<Key>();
                for (var key : due) {
                    try {
                        aliases.deleteOf(key);
                        left.add(key);
                    } catch (RuntimeException failed) {
                        LOG.error("{} is not destroyed: its aliases: {}", key.arn(), failed.toString());
                    }
                }
                return end.ending(left);
            }

            @Override
            public void ended(Key key, Instant when) throws IOException {
                end.ended(key, when);
            }
        });
    }
}
