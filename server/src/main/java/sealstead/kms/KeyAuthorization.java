package sealstead.kms;

import java.util.List;
import sealstead.iam.Caller;
import sealstead.iam.policy.Conditions;
import sealstead.iam.policy.Decision;
import sealstead.iam.policy.PoliciesInForce;
import sealstead.iam.policy.PolicyEngine;
import sealstead.iam.policy.Question;

/// The one gate of the KMS: whether a principal may do something with a key.
final class KeyAuthorization {
    private KeyAuthorization() {}

    /// @param action such as `kms:GenerateDataKey`
    static void check(Caller.Principal caller, String action, KmsKey key) {
        var question = new Question(caller.asPrincipal(), action, key.arn(), key.account(), Conditions.NONE);
        switch (PolicyEngine.decideKey(question, PoliciesInForce.NONE, List.of())) {
            case Decision.Allow allowed -> {}
            case Decision.Deny denied -> throw KmsError.denied(caller.arn(), action, key.arn());
        }
    }
}
