package sealstead.kms;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import sealstead.iam.policy.Conditions;
import sealstead.iam.policy.NamedValues;
import sealstead.iam.policy.TagConditions;

/// What is asked of a key, with the condition keys that belong to it.
///
/// @param action such as `kms:Decrypt`
/// @param context the encryption context; empty where there is none
/// @param alias the alias by which the key was named, with its `alias/`; empty if it was not
/// @param more the condition keys of the operation alone
record KeyQuestion(
        Use use, String action, KmsKey key, Map<String, String> context, String alias, Conditions more, Aliases aliases)
        implements Conditions {
    private static final String CONTEXT = "kms:encryptioncontext:";

    KeyQuestion {
        context = new TreeMap<>(context);
    }

    @Override
    public List<String> values(String name) {
        if (name.startsWith(CONTEXT)) {
            return NamedValues.of(context, name.substring(CONTEXT.length()));
        }
        if (TagConditions.isOfResource(name)) {
            return TagConditions.value(key.tags(), name);
        }
        var own = more.values(name);
        if (!own.isEmpty()) {
            return own;
        }
        return switch (name) {
            case "kms:viaservice" -> text(use.via());
            case "aws:viaawsservice" -> List.of(Boolean.toString(!use.service().isEmpty()));
            case "aws:calledvia", "aws:calledviafirst", "aws:calledvialast" ->
                use.service().isEmpty() ? List.of() : List.of(use.service() + ".amazonaws.com");
            case "kms:calleraccount" -> text(use.caller().accountId());
            case "kms:encryptioncontextkeys" -> new ArrayList<>(context.keySet());
            case "kms:encryptionalgorithm" -> isCryptographic() ? List.of("SYMMETRIC_DEFAULT") : List.of();
            case "kms:keyspec" -> List.of("SYMMETRIC_DEFAULT");
            case "kms:keyusage" -> List.of("ENCRYPT_DECRYPT");
            case "kms:keyorigin" -> List.of("AWS_KMS");
            case "kms:multiregion" -> List.of("false");
            case "kms:requestalias" -> text(alias);
            case "kms:resourcealiases" ->
                aliases.list(key.account(), key.region(), key.id(), "", Integer.MAX_VALUE).stream()
                        .map(Aliases.Alias::name)
                        .toList();
            case "aws:resourceaccount" -> List.of(key.account());
            default -> use.requestContext().values(name);
        };
    }

    private boolean isCryptographic() {
        return action.startsWith("kms:Encrypt")
                || action.startsWith("kms:Decrypt")
                || action.startsWith("kms:ReEncrypt")
                || action.startsWith("kms:GenerateDataKey");
    }

    private static List<String> text(String value) {
        return value.isEmpty() ? List.of() : List.of(value);
    }
}
