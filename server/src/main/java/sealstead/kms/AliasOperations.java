package sealstead.kms;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/// CreateAlias, UpdateAlias, DeleteAlias and ListAliases.
final class AliasOperations {
    private static final String LIST_ALIASES = "kms:ListAliases";

    private final EmbeddedKms kms;

    AliasOperations(EmbeddedKms kms) {
        this.kms = kms;
    }

    private static String name(KmsInput input) {
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

    private KmsKey target(KmsInput input, String action) {
        var key = kms.names().idOrArn(input.use(), action, input.required("TargetKeyId", 2048));
        kms.authorization().check(input, action, key);
        // An alias and its key are of one account.
        if (!key.account().equals(input.caller().accountId())) {
            throw KmsError.denied(input.caller().arn(), action, key.arn());
        }
        KeyOperations.checkNotAwsManaged(key, input, action);
        return KeyOperations.checkNotPending(key);
    }

    private static String arn(KmsInput input, String name) {
        return "arn:aws:kms:" + input.facts().region() + ":" + input.caller().accountId() + ":" + name;
    }

    /// An alias operation needs its action on the alias, by the caller's own policies, and on the key.
    private void checkAlias(KmsInput input, String action, String name) {
        kms.authorization().checkAccount(input, action, arn(input, name), Map.of());
    }

    void createAlias(KmsInput input) {
        var name = name(input);
        checkAlias(input, "kms:CreateAlias", name);
        var key = target(input, "kms:CreateAlias");
        var account = input.caller().accountId();
        if (!kms.aliases().create(account, input.facts().region(), name, key.id())) {
            throw KmsError.ALREADY_EXISTS.because("An alias with the name " + arn(input, name) + " already exists");
        }
    }

    void updateAlias(KmsInput input) {
        var name = name(input);
        checkAlias(input, "kms:UpdateAlias", name);
        var alias = existing(input, name);
        kms.keys()
                .find(alias.account(), alias.keyId())
                .ifPresent(old -> kms.authorization().check(input, "kms:UpdateAlias", old));
        var key = target(input, "kms:UpdateAlias");
        kms.aliases().update(alias, key.id());
    }

    void deleteAlias(KmsInput input) {
        var name = name(input);
        checkAlias(input, "kms:DeleteAlias", name);
        var alias = existing(input, name);
        kms.keys()
                .find(alias.account(), alias.keyId())
                .ifPresent(key -> kms.authorization().check(input, "kms:DeleteAlias", key));
        kms.aliases().delete(alias);
    }

    /// The id of the key whose aliases are wanted; another account's only for whom it lets see them, and of those
    /// there are none.
    private String listed(KmsInput input, String id) {
        var key = kms.names().idOrArn(input.use(), LIST_ALIASES, id);
        if (!key.account().equals(input.caller().accountId())) {
            kms.authorization().check(input, LIST_ALIASES, key);
        }
        return key.id();
    }

    private Aliases.Alias existing(KmsInput input, String name) {
        return kms.aliases()
                .find(input.caller().accountId(), input.facts().region(), name)
                .orElseThrow(() -> KmsError.noSuchAlias(arn(input, name)));
    }

    ObjectNode listAliases(KmsInput input) {
        int limit = input.integer("Limit", 1, 100).orElse(50);
        kms.authorization().checkAccount(input, LIST_ALIASES, "*", Map.of());
        var keyId = input.text("KeyId").map(id -> listed(input, id)).orElse("");
        var pages = KmsPage.of(kms, "ListAliases", input);
        var found =
                kms.aliases().list(input.caller().accountId(), input.facts().region(), keyId, pages.after(), limit + 1);
        var page = found.subList(0, Math.min(limit, found.size()));
        var reply = JsonNodeFactory.instance.objectNode();
        var aliases = reply.putArray("Aliases");
        for (var alias : page) {
            aliases.addObject()
                    .put("AliasName", alias.name())
                    .put("AliasArn", alias.arn())
                    .put("TargetKeyId", alias.keyId())
                    .put("CreationDate", KeyOperations.seconds(alias.created()))
                    .put("LastUpdatedDate", KeyOperations.seconds(alias.updated()));
        }
        pages.truncate(
                reply,
                found.size() > limit,
                page.isEmpty() ? "" : page.getLast().name());
        return reply;
    }
}
