package sealstead.iam.policy;

import sealstead.iam.Caller;

/// Decides whether a caller may do something. As long as there are no policies, an account's principals may do
/// everything with what the account owns, and nobody else may do anything.
public final class PolicyEngine {
    private PolicyEngine() {}

    /// @param action the IAM action, such as `s3:PutObject`
    /// @param resourceOwner the account that owns the bucket or key
    public static Decision decide(Caller caller, String action, String resourceOwner) {
        return switch (caller) {
            case Caller.Principal principal when principal.accountId().equals(resourceOwner) -> new Decision.Allow();
            case Caller.Principal principal -> new Decision.Deny();
            case Caller.Anonymous() -> new Decision.Deny();
        };
    }
}
