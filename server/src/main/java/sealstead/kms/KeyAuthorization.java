package sealstead.kms;

import sealstead.iam.Caller;
import sealstead.iam.policy.Decision;
import sealstead.iam.policy.PolicyEngine;

/// The one gate of the KMS: whether a principal may do something with a key.
final class KeyAuthorization {
    private KeyAuthorization() {}

    /// @param action such as `kms:GenerateDataKey`
    static void check(Caller.Principal caller, String action, KmsKey key) {
        switch (PolicyEngine.decide(caller, action, key.account())) {
            case Decision.Allow() -> {}
            case Decision.Deny() -> throw KmsError.denied(caller.arn(), action, key.arn());
        }
    }
}
