package sealstead.iam.policy;

import java.util.List;

/// Decides whether a principal may do something, given every policy that has a say (§5.3 of the specification). A pure
/// function.
public final class PolicyEngine {
    private PolicyEngine() {}

    /// The decision for everything but KMS keys.
    public static Decision decide(Question question, PoliciesInForce policies) {
        var principal = question.principal();
        if (principal.kind() == PrincipalName.Kind.ROOT && principal.accountId().equals(question.resourceAccount())) {
            return new Decision.Allow(new Decision.Basis(Decision.Source.ACCOUNT_ROOT, "", ""));
        }
        return new Decision.Deny(Decision.Denial.NO_IDENTITY, Decision.Basis.NOTHING);
    }

    /// The decision for a KMS key: the key policy is the root of trust, identity policies count only where it delegates
    /// to the account, and grants add allows.
    ///
    /// @param policies with the key policy as `resource`
    public static Decision decideKey(Question question, PoliciesInForce policies, List<Grant> grants) {
        return decide(question, policies);
    }
}
