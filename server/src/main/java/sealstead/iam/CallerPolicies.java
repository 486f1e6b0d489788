package sealstead.iam;

import java.io.IOException;
import java.util.Map;
import sealstead.iam.policy.PoliciesInForce;

/// Finds the policies on a caller's own side: identity policies, boundary, session policies, service control policies.
public interface CallerPolicies {
    /// The caller's policies as they are now, without a resource policy.
    PoliciesInForce of(Caller.Principal caller) throws IOException;

    /// The caller's tags, those of its session over those of its user or role: `aws:PrincipalTag/...`.
    Map<String, String> tags(Caller.Principal caller) throws IOException;
}
