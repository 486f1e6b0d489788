package sealstead.iam;

import sealstead.iam.policy.NamedPolicy;
import sealstead.iam.policy.PrincipalName;

/// A role of an account.
///
/// @param trust who may assume it
/// @param maxSessionSeconds the longest session, an hour to twelve
public record Role(
        Naming naming, AttachedPolicies permissions, NamedPolicy trust, String description, int maxSessionSeconds)
        implements PolicyHolder<Role> {
    /// What a role's trust policy is called among the policies in force.
    public static final String TRUST_POLICY = "trust policy";

    @Override
    public String arn() {
        return naming.arn("role");
    }

    @Override
    public Role with(Naming changed) {
        return new Role(changed, permissions, trust, description, maxSessionSeconds);
    }

    @Override
    public Role with(AttachedPolicies changed) {
        return new Role(naming, changed, trust, description, maxSessionSeconds);
    }

    public Role withTrust(NamedPolicy changed) {
        return new Role(naming, permissions, changed, description, maxSessionSeconds);
    }

    public Role described(String changedDescription, int changedSeconds) {
        return new Role(naming, permissions, trust, changedDescription, changedSeconds);
    }

    /// A session of this role as policies name it.
    public PrincipalName session(String sessionName) {
        return new PrincipalName(
                PrincipalName.Kind.ROLE_SESSION,
                naming.accountId(),
                arn(),
                "arn:aws:sts::" + naming.accountId() + ":assumed-role/" + naming.name() + "/" + sessionName,
                "",
                id(),
                id() + ":" + sessionName);
    }
}
