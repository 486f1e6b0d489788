package sealstead.kms;

import java.util.Map;
import sealstead.iam.policy.Conditions;
import sealstead.kms.KeyAuthorization.AllowedAlias;
import sealstead.kms.KeyAuthorization.AllowedKey;
import sealstead.kms.KeyAuthorization.AllowedName;

/// Finds what the members of a call name, and asks for it what the row of the operation says.
final class NamedResources {
    private final KeyNames names;
    private final KeyAuthorization authorization;

    NamedResources(KeyNames names, KeyAuthorization authorization) {
        this.names = names;
        this.authorization = authorization;
    }

    /// The key that `KeyId` names.
    ///
    /// @param conditions condition keys of the operation, in lower case
    AllowedKey key(KmsOperation row, KmsInput input, Conditions conditions) {
        var name = input.keyId();
        var key = row.isByAlias()
                ? names.any(input.use(), row.action(), name)
                : names.idOrArn(input.use(), row.action(), name);
        var allowed = authorization.allow(
                authorization.question(input.use(), row.action(), key, Map.of(), KeyNames.alias(name), conditions));
        if (row.isOfOwnKeysOnly()) {
            checkNotAwsManaged(key, input, row);
        }
        return allowed;
    }

    private static void checkNotAwsManaged(KmsKey key, KmsInput input, KmsOperation row) {
        if (key.awsManaged()) {
            throw KmsError.denied(input.caller().arn(), row.action(), key.arn());
        }
    }

    /// The key that an alias is to point to.
    AllowedKey target(KmsOperation row, KmsInput input) {
        var key = names.idOrArn(input.use(), row.action(), input.required("TargetKeyId", 2048));
        var allowed = authorization.allow(input, row.action(), key, Conditions.NONE);
        // An alias and its key are of one account.
        if (!key.account().equals(input.caller().accountId())) {
            throw KmsError.denied(input.caller().arn(), row.action(), key.arn());
        }
        checkNotAwsManaged(key, input, row);
        KeyOperations.checkNotPending(key);
        return allowed;
    }

    /// The name that an alias is to have.
    AllowedName name(KmsOperation row, KmsInput input) {
        return authorization.allowName(input, row.action(), aliasName(input));
    }

    /// The alias that is named.
    AllowedAlias alias(KmsOperation row, KmsInput input) {
        return authorization.allowAlias(input, row.action(), aliasName(input));
    }

    private static String aliasName(KmsInput input) {
        var name = input.required("AliasName", 256);
        if (!name.startsWith("alias/") || name.length() == "alias/".length()) {
            throw KmsError.validation("Alias must start with the prefix \"alias/\". Please see"
                    + " https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html");
        }
        if (!name.matches("[a-zA-Z0-9:/_-]+")) {
            throw KmsError.constraint(
                    name, "aliasName", "Member must satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$");
        }
        if (name.startsWith("alias/aws/")) {
            throw KmsError.NOT_AUTHORIZED.because();
        }
        return name;
    }

    /// The id of a key whose aliases are wanted; another account's only for whom it lets see them, and of those there
    /// are none.
    String withAliases(KmsOperation row, KmsInput input, String name) {
        var key = names.idOrArn(input.use(), row.action(), name);
        if (!key.account().equals(input.caller().accountId())) {
            authorization.allow(input, row.action(), key, Conditions.NONE);
        }
        return key.id();
    }

    /// The key that `KeyId` names, of whose grants one is to be retired: which, says who may.
    KmsKey ofGrant(KmsOperation row, KmsInput input) {
        return names.idOrArn(input.use(), row.action(), input.keyId());
    }
}
