package sealstead.kms;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// CreateAlias, UpdateAlias, DeleteAlias and ListAliases (§6.2, §6.4).
final class AliasOperations {
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
            throw KmsError.of("NotAuthorizedException", "");
        }
        return name;
    }

    private KmsKey target(KmsInput input, String action) {
        var key = kms.names().idOrArn(input.caller(), input.required("TargetKeyId", 2048));
        KeyAuthorization.check(input.caller(), action, key);
        KeyOperations.checkNotAwsManaged(key, input, action);
        return KeyOperations.checkNotPending(key);
    }

    void createAlias(KmsInput input) {
        var name = name(input);
        var key = target(input, "kms:CreateAlias");
        var account = input.caller().accountId();
        if (!kms.aliases().create(account, name, key.id())) {
            throw KmsError.of(
                    "AlreadyExistsException",
                    "An alias with the name arn:aws:kms:" + kms.keys().region() + ":" + account + ":" + name
                            + " already exists");
        }
    }

    void updateAlias(KmsInput input) {
        var name = name(input);
        var alias = existing(input, name);
        var key = target(input, "kms:UpdateAlias");
        kms.aliases().update(alias, key.id());
    }

    void deleteAlias(KmsInput input) {
        kms.aliases().delete(existing(input, name(input)));
    }

    private Aliases.Alias existing(KmsInput input, String name) {
        var account = input.caller().accountId();
        return kms.aliases()
                .find(account, name)
                .orElseThrow(
                        () -> KmsError.noSuchAlias("arn:aws:kms:" + kms.keys().region() + ":" + account + ":" + name));
    }

    ObjectNode listAliases(KmsInput input) {
        int limit = input.integer("Limit", 1, 100).orElse(50);
        var keyId = input.text("KeyId")
                .map(id -> kms.names().idOrArn(input.caller(), id).id())
                .orElse("");
        var found = kms.aliases().list(input.caller().accountId(), keyId, KmsPage.after(input), limit + 1);
        var page = found.subList(0, Math.min(limit, found.size()));
        var reply = JsonNodeFactory.instance.objectNode();
        var aliases = reply.putArray("Aliases");
        for (var alias : page) {
            aliases.addObject()
                    .put("AliasName", alias.name())
                    .put("AliasArn", alias.arn(kms.keys().region()))
                    .put("TargetKeyId", alias.keyId())
                    .put("CreationDate", KeyOperations.seconds(alias.created()))
                    .put("LastUpdatedDate", KeyOperations.seconds(alias.updated()));
        }
        KmsPage.truncate(
                reply,
                found.size() > limit,
                page.isEmpty() ? "" : page.getLast().name());
        return reply;
    }
}
