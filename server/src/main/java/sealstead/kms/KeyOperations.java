package sealstead.kms;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

    ObjectNode createKey(KmsInput input) {
        input.allow("KeyUsage", USAGES, "ENCRYPT_DECRYPT");
        input.allow("KeySpec", SPECS, "SYMMETRIC_DEFAULT");
        input.allow("CustomerMasterKeySpec", SPECS, "SYMMETRIC_DEFAULT");
        input.allow("Origin", ORIGINS, "AWS_KMS");
        input.refuse("CustomKeyStoreId", "XksKeyId");
        if (input.isTrue("MultiRegion")) {
            throw KmsError.unsupported("Multi-Region keys are not supported.");
        }
        var account = input.caller().accountId();
        var region = input.facts().region();
        var description = description(input);
        var policy = input.text("Policy").orElseGet(() -> KeyPolicy.ofAccount(account));
        var document = KeyPolicy.parse(policy);
        var tags = TagOperations.merged(Map.of(), input.list("Tags"));
        boolean bypass = input.isTrue("BypassPolicyLockoutSafetyCheck");
        kms.authorization().checkAccount(input, "kms:CreateKey", "*", conditions(tags, bypass));
        if (!tags.isEmpty()) {
            kms.authorization().checkAccount(input, "kms:TagResource", "*", TagOperations.conditions(tags));
        }
        var kept = KeyPolicy.bind(document, kms.principals());
        var key = kms.keys().draft(account, region, description, kept.text(), tags);
        if (!bypass && !kms.authorization().keepsAccess(input, key, kept)) {
            throw KeyPolicy.lockedOut();
        }
        kms.keys().create(key);
        return metadata(key);
    }

    private static Map<String, List<String>> conditions(Map<String, String> tags, boolean bypass) {
        var more = new TreeMap<>(TagOperations.conditions(tags));
        more.put("kms:bypasspolicylockoutsafetycheck", List.of(Boolean.toString(bypass)));
        more.put("kms:keyspec", List.of("SYMMETRIC_DEFAULT"));
        more.put("kms:keyusage", List.of("ENCRYPT_DECRYPT"));
        more.put("kms:keyorigin", List.of("AWS_KMS"));
        more.put("kms:multiregion", List.of("false"));
        return more;
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

    ObjectNode describeKey(KmsInput input) {
        GrantTokens.check(kms.keys(), input);
        var key = kms.names().any(input.use(), "kms:DescribeKey", input.keyId());
        kms.authorization()
                .check(kms.authorization()
                        .question(
                                input.use(),
                                "kms:DescribeKey",
                                key,
                                Map.of(),
                                KeyNames.alias(input.keyId()),
                                Map.of()));
        return metadata(key);
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

    ObjectNode listKeys(KmsInput input) {
        int limit = input.integer("Limit", 1, 1000).orElse(100);
        kms.authorization().checkAccount(input, "kms:ListKeys", "*", Map.of());
        var pages = KmsPage.of(kms, "ListKeys", input);
        var found = kms.keys().list(input.caller().accountId(), input.facts().region(), pages.after(), limit + 1);
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
    }

    /// A key that the caller may manage: by id or ARN, and not `aws/s3`.
    private KmsKey managed(KmsInput input, String action) {
        return managed(input, action, Map.of());
    }

    private KmsKey managed(KmsInput input, String action, Map<String, List<String>> more) {
        var key = kms.names().idOrArn(input.use(), action, input.keyId());
        kms.authorization().check(input, action, key, more);
        checkNotAwsManaged(key, input, action);
        return key;
    }

    static void checkNotAwsManaged(KmsKey key, KmsInput input, String action) {
        if (key.awsManaged()) {
            throw KmsError.denied(input.caller().arn(), action, key.arn());
        }
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

    void enableKey(KmsInput input) {
        var key = managed(input, "kms:EnableKey");
        kms.keys().change(key, now -> checkNotPending(now).withEnabled(true));
    }

    void disableKey(KmsInput input) {
        var key = managed(input, "kms:DisableKey");
        kms.keys().change(key, now -> checkNotPending(now).withEnabled(false));
    }

    ObjectNode scheduleKeyDeletion(KmsInput input) {
        int days = input.integer("PendingWindowInDays", 7, 30).orElse(30);
        var key = managed(
                input,
                "kms:ScheduleKeyDeletion",
                Map.of("kms:schedulekeydeletionpendingwindowindays", List.of(Integer.toString(days))));
        var deletion = kms.keys().deletion(days);
        var changed = guard.schedule(
                input,
                checkNotPending(key),
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
    }

    ObjectNode cancelKeyDeletion(KmsInput input) {
        var key = managed(input, "kms:CancelKeyDeletion");
        var changed = guard.cancel(
                key,
                () -> kms.keys().change(key, now -> {
                    if (!now.isPendingDeletion()) {
                        throw KmsError.INVALID_STATE.because(now.arn() + " is not pending deletion.");
                    }
                    return now.withDeletion(KmsKey.Deletion.NONE);
                }));
        return JsonNodeFactory.instance.objectNode().put("KeyId", changed.arn());
    }

    void updateKeyDescription(KmsInput input) {
        if (input.text("Description").isEmpty()) {
            throw KmsInput.missing("Description");
        }
        var description = description(input);
        var key = managed(input, "kms:UpdateKeyDescription");
        kms.keys().change(key, now -> checkNotPending(now).withDescription(description));
    }
}
