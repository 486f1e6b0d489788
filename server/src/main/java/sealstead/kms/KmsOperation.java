package sealstead.kms;

import static sealstead.kms.KmsRow.absent;
import static sealstead.kms.KmsRow.account;
import static sealstead.kms.KmsRow.alias;
import static sealstead.kms.KmsRow.grant;
import static sealstead.kms.KmsRow.key;
import static sealstead.kms.KmsRow.newAlias;
import static sealstead.kms.KmsRow.use;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import sealstead.api.ApiOperation;

/// Every operation of AWS's KMS model; those that are not supported say so by name. What a row does not say is what
/// most have (see [KmsRow]); its name on the wire and its action follow from its own name.
public enum KmsOperation implements ApiOperation {
    CANCEL_KEY_DELETION(key()),
    CONNECT_CUSTOM_KEY_STORE(absent()),
    CREATE_ALIAS(newAlias().makesMany()),
    CREATE_CUSTOM_KEY_STORE(absent()),
    CREATE_GRANT(key().makesMany()),
    CREATE_KEY(account().makesMany()),
    DECRYPT(use()),
    DELETE_ALIAS(alias()),
    DELETE_CUSTOM_KEY_STORE(absent()),
    DELETE_IMPORTED_KEY_MATERIAL(absent()),
    DERIVE_SHARED_SECRET(absent()),
    DESCRIBE_CUSTOM_KEY_STORES(absent()),
    DESCRIBE_KEY(key().byAlias()),
    DISABLE_KEY(key()),
    DISABLE_KEY_ROTATION(key()),
    DISCONNECT_CUSTOM_KEY_STORE(absent()),
    ENABLE_KEY(key()),
    ENABLE_KEY_ROTATION(key()),
    ENCRYPT(use()),
    GENERATE_DATA_KEY(use()),
    GENERATE_DATA_KEY_PAIR(absent()),
    GENERATE_DATA_KEY_PAIR_WITHOUT_PLAINTEXT(absent()),
    GENERATE_DATA_KEY_WITHOUT_PLAINTEXT(use()),
    GENERATE_MAC(absent()),
    GENERATE_RANDOM(account().changesNothing()),
    GET_KEY_LAST_USAGE(absent()),
    GET_KEY_POLICY(key()),
    GET_KEY_ROTATION_STATUS(key()),
    GET_PARAMETERS_FOR_IMPORT(absent()),
    GET_PUBLIC_KEY(absent()),
    IMPORT_KEY_MATERIAL(absent()),
    LIST_ALIASES(account()),
    LIST_GRANTS(key()),
    LIST_KEY_POLICIES(key()),
    LIST_KEY_ROTATIONS(key()),
    LIST_KEYS(account()),
    LIST_RESOURCE_TAGS(key()),
    LIST_RETIRABLE_GRANTS(account()),
    PUT_KEY_POLICY(key()),
    RE_ENCRYPT(use("kms:ReEncryptFrom", "kms:ReEncryptTo")),
    REPLICATE_KEY(absent()),
    RETIRE_GRANT(grant()),
    REVOKE_GRANT(key().ofAwsToo()),
    ROTATE_KEY_ON_DEMAND(key().makesMany()),
    SCHEDULE_KEY_DELETION(key()),
    SIGN(absent()),
    TAG_RESOURCE(key().makesMany()),
    UNTAG_RESOURCE(key()),
    UPDATE_ALIAS(alias()),
    UPDATE_CUSTOM_KEY_STORE(absent()),
    UPDATE_KEY_DESCRIPTION(key()),
    UPDATE_PRIMARY_REGION(absent()),
    VERIFY(absent()),
    VERIFY_MAC(absent());

    /// What policies name as the resource of an operation; it also says what the operation is handed.
    enum Resource {
        /// The caller's account, which is `*` in policies.
        ACCOUNT,
        /// The key that `KeyId` names.
        KEY,
        /// The alias that is to be, and the key that it is to point to.
        NEW_ALIAS,
        /// The alias that is there, the key that it points to, and the one that it is to point to.
        ALIAS,
        /// The key that is used. [EmbeddedKms] asks, since S3 uses keys as well.
        USED_KEY,
        /// The key of a grant, unless the grant itself lets the caller retire it.
        GRANT,
        /// Not supported.
        NONE
    }

    private static final Map<String, KmsOperation> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(KmsOperation::wireName, row -> row));

    private final String wireName;
    private final KmsRow row;
    private final List<String> actions;

    KmsOperation(KmsRow row) {
        this.wireName = ApiOperation.wireName(this, Set.of());
        this.row = row;
        this.actions = row.actions.isEmpty() ? List.of("kms:" + wireName) : row.actions;
    }

    static Optional<KmsOperation> named(String wireName) {
        return Optional.ofNullable(BY_NAME.get(wireName));
    }

    @Override
    public String wireName() {
        return wireName;
    }

    @Override
    public List<String> actions() {
        return actions;
    }

    /// The one action of a row that has one.
    String action() {
        if (actions.size() != 1) {
            throw new IllegalStateException(wireName + " needs " + actions);
        }
        return actions.getFirst();
    }

    Resource resource() {
        return row.resource;
    }

    /// Whether keys that AWS manages are refused to everybody.
    boolean isOfOwnKeysOnly() {
        return row.resource == Resource.KEY && !isReadOnly() && !row.ofAwsToo;
    }

    /// Whether the key may be named by an alias.
    boolean isByAlias() {
        return row.byAlias;
    }

    /// Using a key changes nothing either.
    @Override
    public boolean isReadOnly() {
        return row.changesNothing
                || wireName.startsWith("Get")
                || wireName.startsWith("List")
                || wireName.startsWith("Describe");
    }

    /// Neither disables or revokes anything, nor puts a policy in place of another.
    @Override
    public boolean needsRoom() {
        return row.makesMany;
    }

    public boolean isSupported() {
        return row.resource != Resource.NONE;
    }
}
