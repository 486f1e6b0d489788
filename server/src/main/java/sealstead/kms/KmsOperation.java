package sealstead.kms;

import java.util.Optional;

/// Every operation of AWS's KMS model; those that are not supported say so by name.
public enum KmsOperation {
    CANCEL_KEY_DELETION("CancelKeyDeletion", true),
    CONNECT_CUSTOM_KEY_STORE("ConnectCustomKeyStore", false),
    CREATE_ALIAS("CreateAlias", true),
    CREATE_CUSTOM_KEY_STORE("CreateCustomKeyStore", false),
    CREATE_GRANT("CreateGrant", true),
    CREATE_KEY("CreateKey", true),
    DECRYPT("Decrypt", true),
    DELETE_ALIAS("DeleteAlias", true),
    DELETE_CUSTOM_KEY_STORE("DeleteCustomKeyStore", false),
    DELETE_IMPORTED_KEY_MATERIAL("DeleteImportedKeyMaterial", false),
    DERIVE_SHARED_SECRET("DeriveSharedSecret", false),
    DESCRIBE_CUSTOM_KEY_STORES("DescribeCustomKeyStores", false),
    DESCRIBE_KEY("DescribeKey", true),
    DISABLE_KEY("DisableKey", true),
    DISABLE_KEY_ROTATION("DisableKeyRotation", true),
    DISCONNECT_CUSTOM_KEY_STORE("DisconnectCustomKeyStore", false),
    ENABLE_KEY("EnableKey", true),
    ENABLE_KEY_ROTATION("EnableKeyRotation", true),
    ENCRYPT("Encrypt", true),
    GENERATE_DATA_KEY("GenerateDataKey", true),
    GENERATE_DATA_KEY_PAIR("GenerateDataKeyPair", false),
    GENERATE_DATA_KEY_PAIR_WITHOUT_PLAINTEXT("GenerateDataKeyPairWithoutPlaintext", false),
    GENERATE_DATA_KEY_WITHOUT_PLAINTEXT("GenerateDataKeyWithoutPlaintext", true),
    GENERATE_MAC("GenerateMac", false),
    GENERATE_RANDOM("GenerateRandom", true),
    GET_KEY_LAST_USAGE("GetKeyLastUsage", false),
    GET_KEY_POLICY("GetKeyPolicy", true),
    GET_KEY_ROTATION_STATUS("GetKeyRotationStatus", true),
    GET_PARAMETERS_FOR_IMPORT("GetParametersForImport", false),
    GET_PUBLIC_KEY("GetPublicKey", false),
    IMPORT_KEY_MATERIAL("ImportKeyMaterial", false),
    LIST_ALIASES("ListAliases", true),
    LIST_GRANTS("ListGrants", true),
    LIST_KEY_POLICIES("ListKeyPolicies", true),
    LIST_KEY_ROTATIONS("ListKeyRotations", true),
    LIST_KEYS("ListKeys", true),
    LIST_RESOURCE_TAGS("ListResourceTags", true),
    LIST_RETIRABLE_GRANTS("ListRetirableGrants", true),
    PUT_KEY_POLICY("PutKeyPolicy", true),
    RE_ENCRYPT("ReEncrypt", true),
    REPLICATE_KEY("ReplicateKey", false),
    RETIRE_GRANT("RetireGrant", true),
    REVOKE_GRANT("RevokeGrant", true),
    ROTATE_KEY_ON_DEMAND("RotateKeyOnDemand", true),
    SCHEDULE_KEY_DELETION("ScheduleKeyDeletion", true),
    SIGN("Sign", false),
    TAG_RESOURCE("TagResource", true),
    UNTAG_RESOURCE("UntagResource", true),
    UPDATE_ALIAS("UpdateAlias", true),
    UPDATE_CUSTOM_KEY_STORE("UpdateCustomKeyStore", false),
    UPDATE_KEY_DESCRIPTION("UpdateKeyDescription", true),
    UPDATE_PRIMARY_REGION("UpdatePrimaryRegion", false),
    VERIFY("Verify", false),
    VERIFY_MAC("VerifyMac", false);

    private final String wireName;
    private final boolean supported;

    KmsOperation(String wireName, boolean supported) {
        this.wireName = wireName;
        this.supported = supported;
    }

    static Optional<KmsOperation> named(String wireName) {
        for (var operation : values()) {
            if (operation.wireName.equals(wireName)) {
                return Optional.of(operation);
            }
        }
        return Optional.empty();
    }

    public String wireName() {
        return wireName;
    }

    /// Whether it changes nothing; using a key changes nothing either.
    boolean isReadOnly() {
        return switch (this) {
            case ENCRYPT,
                    DECRYPT,
                    RE_ENCRYPT,
                    GENERATE_DATA_KEY,
                    GENERATE_DATA_KEY_WITHOUT_PLAINTEXT,
                    GENERATE_RANDOM -> true;
            default -> wireName.startsWith("Get") || wireName.startsWith("List") || wireName.startsWith("Describe");
        };
    }

    /// Whether it makes something of which there may be many, and so is refused while the disk is nearly full. What
    /// removes, disables or revokes never is, nor is a policy in place of another.
    boolean needsRoom() {
        return switch (this) {
            case CREATE_KEY, CREATE_ALIAS, CREATE_GRANT, TAG_RESOURCE, ROTATE_KEY_ON_DEMAND -> true;
            default -> false;
        };
    }

    public boolean isSupported() {
        return supported;
    }
}
