package sealstead.iam;

import java.io.IOException;
import sealstead.iam.policy.PoliciesInForce;

/// Finds the policies on a caller's own side: identity policies, boundary, session policies, service control policies.
public interface CallerPolicies {
    /// The caller's policies as they are now, without a resource policy.
    PoliciesInForce of(Caller.Principal caller) throws IOException;
}
