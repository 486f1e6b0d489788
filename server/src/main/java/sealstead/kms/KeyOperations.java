package sealstead.kms;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import sealstead.iam.policy.Conditions;
import sealstead.iam.policy.TagConditions;
import sealstead.kms.KeyAuthorization.AllowedAccount;
import sealstead.kms.KeyAuthorization.AllowedKey;
import sealstead.wire.Clipped;

/// CreateKey, DescribeKey, ListKeys, EnableKey, DisableKey, ScheduleKeyDeletion, CancelKeyDeletion and
/// UpdateKeyDescription.
final class KeyOperations {
    private static final String USAGES = "SIGN_VERIFY, ENCRYPT_DECRYPT, GENERATE_VERIFY_MAC, KEY_AGREEMENT";
    private static final String SPECS =
            "RSA_2048, RSA_3072, RSA_4096, ECC_NIST_P256, ECC_NIST_P384, ECC_NIST_P521, ECC_SECG_P256K1,"
                    + " SYMMETRIC_DEFAULT, HMAC_224, HMAC_256, HMAC_384, HMAC_512, SM2, ML_DSA_44, ML_DSA_65, ML_DSA_87,"
                    + " ECC_NIST_EDWARDS25519";
    private static final String ORIGINS = "AWS_KMS, EXTERNAL, AWS_CLOUDHSM, EXTERNAL_KEY_STORE";
    private static final int MAX_DESCRIPTION = 8192;

    private final EmbeddedKms kms;
    private final DeletionGuard guard;

    KeyOperations(EmbeddedKms kms, DeletionGuard guard) {
        this.kms = kms;
        this.guard = guard;
    }

    void addTo(KmsHandlers all) {
        all.onAccount(KmsOperation.CREATE_KEY, this::createKey);
        all.onKey(KmsOperation.DESCRIBE_KEY, this::describeKey);
        all.onAccount(KmsOperation.LIST_KEYS, this::listKeys);
        all.onKey(KmsOperation.ENABLE_KEY, this::enableKey);
        all.onKey(KmsOperation.DISABLE_KEY, this::disableKey);
        all.onKey(KmsOperation.SCHEDULE_KEY_DELETION, this::scheduleKeyDeletion);
        all.onKey(KmsOperation.CANCEL_KEY_DELETION, this::cancelKeyDeletion);
        all.onKey(KmsOperation.UPDATE_KEY_DESCRIPTION, this::updateKeyDescription);
    }

    private Asked<AllowedAccount> createKey(KmsInput input) {
        input.allow("KeyUsage", USAGES, "ENCRYPT_DECRYPT");
        input.allow("KeySpec", SPECS, "SYMMETRIC_DEFAULT");
        input.allow("CustomerMasterKeySpec", SPECS, "SYMMETRIC_DEFAULT");
        input.allow("Origin", ORIGINS, "AWS_KMS");
        input.refuse("CustomKeyStoreId", "XksKeyId");
        if (input.isTrue("MultiRegion")) {
            throw KmsError.unsupported("Multi-Region keys are not supported.");
        }
        var description = description(input);
        var policy = input.text("Policy")
                .orElseGet(() -> KeyPolicy.ofAccount(input.caller().accountId()));
        var document = KeyPolicy.parse(policy);
        var tags = KeyTagOperations.merged(Map.of(), input.list("Tags"));
        boolean bypass = input.isTrue("BypassPolicyLockoutSafetyCheck");
        Asked<AllowedAccount> asked = Asked.of(conditions(tags, bypass), account -> {
            var kept = KeyPolicy.bind(document, kms.principals());
            var key = kms.keys().draft(account.id(), account.region(), description, kept.text(), tags);
            if (!bypass && !kms.authorization().keepsAccess(input, key, kept)) {
                throw KeyPolicy.lockedOut();
            }
            kms.keys().create(key);
            return metadata(key);
        });
        return tags.isEmpty() ? asked : asked.needing(KmsOperation.TAG_RESOURCE, TagConditions.requested(tags));
    }

    private static Conditions conditions(Map<String, String> tags, boolean bypass) {
        return TagConditions.requested(tags)
                .over(Conditions.of(Map.of(
                        "kms:bypasspolicylockoutsafetycheck",
                        List.of(Boolean.toString(bypass)),
                        "kms:keyspec",
                        List.of("SYMMETRIC_DEFAULT"),
                        "kms:keyusage",
                        List.of("ENCRYPT_DECRYPT"),
                        "kms:keyorigin",
                        List.of("AWS_KMS"),
                        "kms:multiregion",
                        List.of("false"))));
    }

    private static String description(KmsInput input) {
        var description = input.text("Description").orElse("");
        if (description.length() > MAX_DESCRIPTION) {
            throw KmsError.constraint(
                    Clipped.of(description),
                    "description",
                    "Member must have length less than or equal to " + MAX_DESCRIPTION);
        }
        return description;
    }

    private Asked<AllowedKey> describeKey(KmsInput input) {
        GrantTokens.check(kms.keys(), input);
        return Asked.of(allowed -> metadata(allowed.key()));
    }

    private static ObjectNode metadata(KmsKey key) {
        var reply = JsonNodeFactory.instance.objectNode();
        var metadata = reply.putObject("KeyMetadata")
                .put("AWSAccountId", key.account())
                .put("KeyId", key.id())
                .put("Arn", key.arn())
                .put("CreationDate", seconds(key.created()))
                .put("Enabled", key.enabled() && !key.isPendingDeletion())
                .put("Description", key.description())
                .put("KeyUsage", "ENCRYPT_DECRYPT")
                .put("KeyState", key.state())
                .put("Origin", "AWS_KMS")
                .put("KeyManager", key.awsManaged() ? "AWS" : "CUSTOMER")
                .put("CustomerMasterKeySpec", "SYMMETRIC_DEFAULT")
                .put("KeySpec", "SYMMETRIC_DEFAULT")
                .put("MultiRegion", false)
                .put("CurrentKeyMaterialId", key.current().id());
        metadata.putArray("EncryptionAlgorithms").add("SYMMETRIC_DEFAULT");
        if (key.isPendingDeletion()) {
            metadata.put("DeletionDate", seconds(key.deletion().at()));
        }
        return reply;
    }

    static double seconds(Instant time) {
        return time.toEpochMilli() / 1000.0;
    }

    private Asked<AllowedAccount> listKeys(KmsInput input) {
        int limit = input.integer("Limit", 1, 1000).orElse(100);
        return Asked.of(account -> {
            var pages = KmsPage.of(kms, KmsOperation.LIST_KEYS, input);
            var found = kms.keys().list(account.id(), account.region(), pages.after(), limit + 1);
            var reply = JsonNodeFactory.instance.objectNode();
            var page = found.subList(0, Math.min(limit, found.size()));
            var keys = reply.putArray("Keys");
            for (var key : page) {
                keys.addObject().put("KeyId", key.id()).put("KeyArn", key.arn());
            }
            pages.truncate(
                    reply,
                    found.size() > limit,
                    page.isEmpty() ? "" : page.getLast().id());
            return reply;
        });
    }

    static KmsKey checkNotPending(KmsKey key) {
        if (key.isPendingDeletion()) {
            throw KmsError.invalidState(key.arn(), "pending deletion");
        }
        return key;
    }

    static KmsKey checkEnabled(KmsKey key) {
        checkNotPending(key);
        if (!key.enabled()) {
            throw KmsError.disabled(key.arn());
        }
        return key;
    }

    private Asked<AllowedKey> enableKey(KmsInput input) {
        return Asked.silently(
                key -> kms.keys().change(key, now -> checkNotPending(now).withEnabled(true)));
    }

    private Asked<AllowedKey> disableKey(KmsInput input) {
        return Asked.silently(
                key -> kms.keys().change(key, now -> checkNotPending(now).withEnabled(false)));
    }

    private Asked<AllowedKey> scheduleKeyDeletion(KmsInput input) {
        int days = input.integer("PendingWindowInDays", 7, 30).orElse(30);
        var conditions =
                Conditions.of(Map.of("kms:schedulekeydeletionpendingwindowindays", List.of(Integer.toString(days))));
        return Asked.of(conditions, key -> {
            var deletion = kms.keys().deletion(days);
            var changed = guard.schedule(
                    input,
                    checkNotPending(key.key()),
                    allowed -> kms.keys().change(key, now -> {
                        allowed.accept(checkNotPending(now));
                        return now.withDeletion(deletion);
                    }));
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("KeyId", changed.arn())
                    .put("DeletionDate", seconds(changed.deletion().at()))
                    .put("KeyState", changed.state())
                    .put("PendingWindowInDays", days);
        });
    }

    private Asked<AllowedKey> cancelKeyDeletion(KmsInput input) {
        return Asked.of(key -> {
            var changed = guard.cancel(
                    key.key(),
                    () -> kms.keys().change(key, now -> {
                        if (!now.isPendingDeletion()) {
                            throw KmsError.INVALID_STATE.because(now.arn() + " is not pending deletion.");
                        }
                        return now.withDeletion(KmsKey.Deletion.NONE);
                    }));
            return JsonNodeFactory.instance.objectNode().put("KeyId", changed.arn());
        });
    }

    private Asked<AllowedKey> updateKeyDescription(KmsInput input) {
        if (input.text("Description").isEmpty()) {
            throw KmsInput.missing("Description");
        }
        var description = description(input);
        return Asked.silently(
                key -> kms.keys().change(key, now -> checkNotPending(now).withDescription(description)));
    }
}
