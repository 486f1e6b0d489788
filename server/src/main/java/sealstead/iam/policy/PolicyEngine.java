package sealstead.iam.policy;

import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import sealstead.iam.policy.Decision.Basis;
import sealstead.iam.policy.Decision.Denial;
import sealstead.iam.policy.Decision.Source;
import sealstead.iam.policy.Principals.Match;

/// Decides whether a principal may do something, given every policy that has a say.
/// A pure function.
///
/// An explicit deny anywhere wins. Then every level of service control policies must allow. What is left
/// depends on who is asked: for most resources the account's own policies suffice, or the resource's if they
/// name the caller; another account needs both. Keys and roles trust nobody whom their own policy does not
/// name, not even their account.
public final class PolicyEngine {
    /// A bucket's owner cannot be locked out of its policy.
    private static final NavigableSet<String> OWNERS_RIGHTS = inAnyCase(
            "s3:GetBucketPolicy",
            "s3:PutBucketPolicy",
            "s3:DeleteBucketPolicy",
            "s3express:GetBucketPolicy",
            "s3express:PutBucketPolicy",
            "s3express:DeleteBucketPolicy");

    private PolicyEngine() {}

    private static NavigableSet<String> inAnyCase(String... actions) {
        var names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(List.of(actions));
        return Collections.unmodifiableNavigableSet(names);
    }

    /// The decision for everything but KMS keys and roles.
    public static Decision decide(Question question, PoliciesInForce policies) {
        return decide(question, policies, AclSay.NOTHING);
    }

    /// The same where access control lists have a say too.
    public static Decision decide(Question question, PoliciesInForce policies, AclSay lists) {
        var who = question.principal();
        boolean ownAccount = who.belongsToAccount() && who.accountId().equals(question.resourceAccount());
        boolean ownRoot = ownAccount && who.kind() == PrincipalName.Kind.ROOT;
        var weighed = lists.over(Scales.weigh(question, policies), who);
        var scales = isOwnersRight(who, question.resourceAccount(), question.action())
                ? weighed.withoutResourceDeny()
                : weighed;
        var denied = scales.explicitDeny();
        if (denied.isPresent()) {
            return denied.get();
        }
        var how = mayGrant(question) ? scales.resource().how() : Match.NONE;
        if (!who.belongsToAccount()) {
            return how == Match.NONE
                    ? noResource()
                    : new Decision.Allow(scales.resource().allow());
        }
        var uncontrolled = scales.missingServiceControl();
        if (uncontrolled.isPresent()) {
            return uncontrolled.get();
        }
        if (!ownAccount) {
            return acrossAccounts(scales, who, how, scales.resource().allow());
        }
        if (ownRoot) {
            return scales.missingSession()
                    .<Decision>map(deny -> deny)
                    .orElseGet(() -> new Decision.Allow(new Basis(Source.ACCOUNT_ROOT, "", "")));
        }
        if (how.compareTo(Match.ACCOUNT) > 0) {
            // What limits such an allow limits identity policies too, so they could not help.
            return scales.missingFor(how, who)
                    .<Decision>map(deny -> deny)
                    .orElseGet(() -> new Decision.Allow(scales.resource().allow()));
        }
        return scales.missingCallerSide(false)
                .<Decision>map(deny -> deny)
                .orElseGet(() -> new Decision.Allow(scales.identity().allow()));
    }

    /// The decision for a resource whose policy must allow whoever asks, in its own account too, and the
    /// caller's own policies as well: an access point. The root user of its account needs no policy.
    public static Decision decideBoth(Question question, PoliciesInForce policies) {
        return decideStrictly(question, policies, true);
    }

    /// The decision for a resource that is reached through another one whose decision was [#decideBoth]: its
    /// policy must allow, and nothing may deny.
    public static Decision decideBehind(Question question, PoliciesInForce policies) {
        return decideStrictly(question, policies, false);
    }

    private static Decision decideStrictly(Question question, PoliciesInForce policies, boolean callerToo) {
        var who = question.principal();
        var scales = Scales.weigh(question, policies);
        var denied = scales.explicitDeny();
        if (denied.isPresent()) {
            return denied.get();
        }
        var how = scales.resource().how();
        if (!who.belongsToAccount()) {
            return noResource();
        }
        var uncontrolled = scales.missingServiceControl();
        if (uncontrolled.isPresent()) {
            return uncontrolled.get();
        }
        boolean root = who.kind() == PrincipalName.Kind.ROOT;
        if (root && who.accountId().equals(question.resourceAccount())) {
            return scales.missingSession()
                    .<Decision>map(deny -> deny)
                    .orElseGet(() -> new Decision.Allow(new Basis(Source.ACCOUNT_ROOT, "", "")));
        }
        if (callerToo) {
            return acrossAccounts(scales, who, how, scales.resource().allow());
        }
        return how == Match.NONE
                ? noResource()
                : new Decision.Allow(scales.resource().allow());
    }

    /// Whether a principal is the root user of a bucket's owner and keeps the right to an action, whatever
    /// the bucket's policy says.
    public static boolean isOwnersRight(PrincipalName who, String owner, String action) {
        return who.kind() == PrincipalName.Kind.ROOT && who.accountId().equals(owner) && OWNERS_RIGHTS.contains(action);
    }

    /// Bucket policies of directory buckets can grant sessions and nothing else.
    private static boolean mayGrant(Question question) {
        var action = question.action();
        return !action.regionMatches(true, 0, "s3express:", 0, 10)
                || action.equalsIgnoreCase("s3express:CreateSession");
    }

    /// The decision for a KMS key: the key policy is the root of trust, identity policies count only where it
    /// delegates to the account, and grants add allows.
    ///
    /// The account's root user is no exception: the key policy must name the account. A grant counts like a
    /// statement of the key policy that names the grantee: in the key's account it is enough, though boundary
    /// and session policies limit a session whose role it names; from another account the caller's identity
    /// policies must allow as well. Nobody uses a key without signing, whatever the key policy says of `*`.
    /// Whether a new grant is narrower than the grant that lets its maker make it is for the KMS to check.
    ///
    /// @param policies with the key policy as `resource`
    public static Decision decideKey(Question question, PoliciesInForce policies, List<Grant> grants) {
        var granted = Verdict.SILENT;
        for (var grant : grants) {
            var how = GrantMatch.of(grant, question);
            if (how.compareTo(granted.how()) > 0) {
                granted = new Verdict(Basis.NOTHING, new Basis(Source.GRANT, grant.id(), ""), how);
            }
        }
        return trusted(question, Scales.weigh(question, policies), granted);
    }

    /// The decision whether a role may be assumed: its trust policy is the root of trust as a key policy is.
    /// The trust policy naming the caller is enough in the role's account, naming the account delegates to
    /// its identity policies, and from another account both must allow. Web identities are named as
    /// `Federated` and need nothing else. That AWS lets no root user assume a role is for STS to say.
    ///
    /// @param question with the role's ARN as its resource, such as for `sts:AssumeRole`
    /// @param callerSide the caller's policies; a resource policy in it has no say
    public static Decision mayAssume(Question question, NamedPolicy trust, PoliciesInForce callerSide) {
        var policies = callerSide.withResource(Optional.of(trust));
        return trusted(question, Scales.weigh(question, policies), Verdict.SILENT);
    }

    /// What every statement makes of a question that [#decide] answers.
    public static PolicyExplanation explain(Question question, PoliciesInForce policies) {
        return Explainer.explain(question, policies, List.of(), decide(question, policies));
    }

    /// What every statement and grant makes of a question that [#decideKey] answers.
    public static PolicyExplanation explainKey(Question question, PoliciesInForce policies, List<Grant> grants) {
        return Explainer.explain(question, policies, grants, decideKey(question, policies, grants));
    }

    /// What every statement and grant made of a question that was decided before.
    ///
    /// @param question with what is still known of its condition keys
    public static PolicyExplanation explain(
            Question question, PoliciesInForce policies, List<Grant> grants, Decision decision) {
        return Explainer.explain(question, policies, grants, decision);
    }

    private static Decision trusted(Question question, Scales scales, Verdict granted) {
        var who = question.principal();
        var denied = scales.explicitDeny();
        if (denied.isPresent()) {
            return denied.get();
        }
        var best = granted.how().compareTo(scales.resource().how()) > 0 ? granted : scales.resource();
        if (!who.belongsToAccount()) {
            return best.allows() && who.kind() != PrincipalName.Kind.ANONYMOUS
                    ? new Decision.Allow(best.allow())
                    : noResource();
        }
        var uncontrolled = scales.missingServiceControl();
        if (uncontrolled.isPresent()) {
            return uncontrolled.get();
        }
        if (!who.accountId().equals(question.resourceAccount())) {
            return acrossAccounts(scales, who, best.how(), best.allow());
        }
        var basis = best.how() == Match.ACCOUNT ? scales.identity().allow() : best.allow();
        return scales.missingFor(best.how(), who)
                .<Decision>map(deny -> deny)
                .orElseGet(() -> new Decision.Allow(basis));
    }

    /// Both sides must allow; the resource's may name the caller in any way.
    private static Decision acrossAccounts(Scales scales, PrincipalName who, Match how, Basis allow) {
        var missing = scales.missingCallerSide(who.kind() == PrincipalName.Kind.ROOT);
        if (missing.isPresent()) {
            return missing.get();
        }
        return how == Match.NONE ? noResource() : new Decision.Allow(allow);
    }

    private static Decision noResource() {
        return new Decision.Deny(Denial.NO_RESOURCE, Basis.NOTHING);
    }
}
