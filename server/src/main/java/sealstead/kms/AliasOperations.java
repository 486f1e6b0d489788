package sealstead.kms;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import sealstead.kms.KeyAuthorization.AllowedAccount;
import sealstead.kms.KeyAuthorization.AllowedAlias;
import sealstead.kms.KeyAuthorization.AllowedName;

/// CreateAlias, UpdateAlias, DeleteAlias and ListAliases.
final class AliasOperations {
    private final EmbeddedKms kms;

    AliasOperations(EmbeddedKms kms) {
        this.kms = kms;
    }

    void addTo(KmsHandlers all) {
        all.onName(KmsOperation.CREATE_ALIAS, this::createAlias);
        all.onAlias(KmsOperation.UPDATE_ALIAS, this::updateAlias);
        all.onAlias(KmsOperation.DELETE_ALIAS, this::deleteAlias);
        all.onAccount(KmsOperation.LIST_ALIASES, this::listAliases);
    }

    private Asked<AllowedName> createAlias(KmsInput input) {
        return Asked.silently(name -> {
            var key = kms.access().target(KmsOperation.CREATE_ALIAS, input);
            if (!kms.aliases().create(name, key)) {
                throw KmsError.ALREADY_EXISTS.because("An alias with the name " + name.arn() + " already exists");
            }
        });
    }

    private Asked<AllowedAlias> updateAlias(KmsInput input) {
        return Asked.silently(alias ->
                kms.aliases().update(alias, kms.access().target(KmsOperation.UPDATE_ALIAS, input)));
    }

    private Asked<AllowedAlias> deleteAlias(KmsInput input) {
        return Asked.silently(kms.aliases()::delete);
    }

    private Asked<AllowedAccount> listAliases(KmsInput input) {
        int limit = input.integer("Limit", 1, 100).orElse(50);
        return Asked.of(account -> {
            var keyId = input.text("KeyId")
                    .map(id -> kms.access().withAliases(KmsOperation.LIST_ALIASES, input, id))
                    .orElse("");
            var pages = KmsPage.of(kms, KmsOperation.LIST_ALIASES, input);
            var found = kms.aliases().list(account.id(), account.region(), keyId, pages.after(), limit + 1);
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
        });
    }
}
