package sealstead.kms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import sealstead.api.Pipeline;

/// The operations, each behind the question of its row.
final class KmsHandlers {
    private final NamedResources access;
    private final KeyAuthorization authorization;
    private final Map<KmsOperation, KmsHandler> rows = new EnumMap<>(KmsOperation.class);

    KmsHandlers(EmbeddedKms kms) {
        this.access = kms.access();
        this.authorization = kms.authorization();
    }

    void onAccount(KmsOperation row, KmsHandler.OnAccount operation) {
        put(row, KmsOperation.Resource.ACCOUNT, operation);
    }

    void onKey(KmsOperation row, KmsHandler.OnKey operation) {
        put(row, KmsOperation.Resource.KEY, operation);
    }

    void onName(KmsOperation row, KmsHandler.OnName operation) {
        put(row, KmsOperation.Resource.NEW_ALIAS, operation);
    }

    void onAlias(KmsOperation row, KmsHandler.OnAlias operation) {
        put(row, KmsOperation.Resource.ALIAS, operation);
    }

    void usingKey(KmsOperation row, Function<KmsInput, ObjectNode> operation) {
        put(row, KmsOperation.Resource.USED_KEY, (KmsHandler.AskingItself)
                input -> Optional.of(operation.apply(input)));
    }

    void onGrant(KmsOperation row, KmsHandler.AskingItself operation) {
        put(row, KmsOperation.Resource.GRANT, operation);
    }

    private void put(KmsOperation row, KmsOperation.Resource resource, KmsHandler operation) {
        if (row.resource() != resource || rows.put(row, operation) != null) {
            throw new IllegalArgumentException(row + " is not " + resource);
        }
    }

    /// Asks what the row says, and says what is done then.
    Pipeline.Work<Optional<ObjectNode>> authorize(KmsOperation row, KmsInput input) {
        return switch (rows.get(row)) {
            case KmsHandler.OnAccount onAccount -> {
                var asked = onAccount.read(input);
                var account = authorization.allowAccount(input, row.action(), asked.conditions());
                asked.also()
                        .forEach(also ->
                                authorization.allowAccount(input, also.of().action(), also.conditions()));
                yield () -> asked.work().apply(account);
            }
            case KmsHandler.OnKey onKey -> {
                var asked = onKey.read(input);
                var key = access.key(row, input, asked.conditions());
                yield () -> asked.work().apply(key);
            }
            case KmsHandler.OnName onName -> {
                var asked = onName.read(input);
                var name = access.name(row, input);
                yield () -> asked.work().apply(name);
            }
            case KmsHandler.OnAlias onAlias -> {
                var asked = onAlias.read(input);
                var alias = access.alias(row, input);
                yield () -> asked.work().apply(alias);
            }
            case KmsHandler.AskingItself asking -> () -> asking.perform(input);
            case null -> throw KmsError.unsupported("The operation " + row.wireName() + " is not implemented.");
        };
    }
}
