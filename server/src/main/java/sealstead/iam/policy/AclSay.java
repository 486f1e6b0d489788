package sealstead.iam.policy;

import java.util.Optional;
import sealstead.iam.policy.Decision.Basis;
import sealstead.iam.policy.Decision.Source;

/// What access control lists say to a question, beside policies. A list can allow and never denies. The policy of a
/// bucket allows nothing with an object that another account owns in it; what it denies stays denied.
///
/// @param policyAllows whether what the resource's policy allows counts
/// @param grant the grant that allows, if one does
public record AclSay(boolean policyAllows, Optional<AclGrant> grant) {
    /// Lists do not count, or are not asked.
    public static final AclSay NOTHING = new AclSay(true, Optional.empty());

    /// A grant that allows what is asked.
    ///
    /// @param list whose it is: of the bucket or of the object
    /// @param grantee as the list names it
    /// @param group whether it names the caller as one of a group, who need not be known to anybody; an account is
    ///     named as a whole, and lets its own policies say who of it may
    public record AclGrant(String list, String grantee, boolean group) {}

    Scales over(Scales weighed, PrincipalName who) {
        if (policyAllows && grant.isEmpty()) {
            return weighed;
        }
        var resource = policyAllows
                ? weighed.resource()
                : new Verdict(weighed.resource().deny(), Basis.NOTHING, Principals.Match.NONE);
        var granted = grant.map(given -> how(given, who)).orElse(Principals.Match.NONE);
        if (granted.compareTo(resource.how()) > 0) {
            var by = grant.orElseThrow();
            resource = new Verdict(resource.deny(), new Basis(Source.ACL, by.list(), by.grantee()), granted);
        }
        return weighed.with(resource);
    }

    private static Principals.Match how(AclGrant grant, PrincipalName who) {
        boolean itself = who.kind() == PrincipalName.Kind.ROOT || !who.belongsToAccount();
        return grant.group() || itself ? Principals.Match.DIRECT : Principals.Match.ACCOUNT;
    }
}
