package sealstead.iam.policy;

import java.util.Map;
import java.util.Set;
import sealstead.iam.policy.Principals.Match;

/// Whether a grant is about a question.
///
/// The encryption context of the request is read from its condition keys: `kms:EncryptionContextKeys` lists the keys
/// as they are written, `kms:EncryptionContext:KEY` has the value of each. Condition keys know no case, so two pairs
/// whose keys differ in nothing else have two values under one key, and then no constraint is met.
final class GrantMatch {
    /// The operations that have an encryption context. Constraints of a grant say nothing about the others.
    private static final Set<String> WITH_CONTEXT = Set.of(
            "Encrypt",
            "Decrypt",
            "GenerateDataKey",
            "GenerateDataKeyWithoutPlaintext",
            "GenerateDataKeyPair",
            "GenerateDataKeyPairWithoutPlaintext",
            "ReEncryptFrom",
            "ReEncryptTo");

    private static final String SERVICE = "kms:";

    private GrantMatch() {}

    /// How the grant names the caller, if it allows the operation in its context.
    static Match of(Grant grant, Question question) {
        return hasOperation(grant, question) && isMet(grant, question.action(), question.conditions())
                ? grantee(grant, question.principal())
                : Match.NONE;
    }

    static boolean hasOperation(Grant grant, Question question) {
        return question.action().startsWith(SERVICE) && grant.operations().contains(operation(question.action()));
    }

    private static String operation(String action) {
        return action.substring(SERVICE.length());
    }

    static Match grantee(Grant grant, PrincipalName who) {
        var grantee = grant.grantee();
        if (who.kind() == PrincipalName.Kind.SERVICE) {
            return grantee.equals(who.service()) ? Match.DIRECT : Match.NONE;
        }
        if (!who.belongsToAccount()) {
            return Match.NONE;
        }
        if (who.isItself(grantee)) {
            return Match.DIRECT;
        }
        if (who.isOf(grantee)) {
            return Match.ISSUER;
        }
        boolean account =
                grantee.equals(who.accountId()) || grantee.equals("arn:aws:iam::" + who.accountId() + ":root");
        if (!account) {
            return Match.NONE;
        }
        return who.kind() == PrincipalName.Kind.ROOT ? Match.DIRECT : Match.ACCOUNT;
    }

    /// Whether the request's encryption context is one that the grant is for.
    static boolean isMet(Grant grant, String action, Conditions conditions) {
        if (!action.startsWith(SERVICE) || !WITH_CONTEXT.contains(operation(action))) {
            return true;
        }
        return grant.contextEquals()
                        .map(wanted -> holds(wanted, conditions)
                                && Set.copyOf(conditions.values("kms:encryptioncontextkeys"))
                                        .equals(wanted.keySet()))
                        .orElse(true)
                && grant.contextSubset()
                        .map(wanted -> holds(wanted, conditions))
                        .orElse(true);
    }

    private static boolean holds(Map<String, String> wanted, Conditions conditions) {
        var keys = conditions.values("kms:encryptioncontextkeys");
        return wanted.entrySet().stream().allMatch(pair -> {
            var values = conditions.values(NamedValues.key("kms:encryptioncontext:" + pair.getKey()));
            return keys.contains(pair.getKey()) && values.size() == 1 && values.contains(pair.getValue());
        });
    }
}
