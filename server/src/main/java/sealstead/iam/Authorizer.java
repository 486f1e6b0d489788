package sealstead.iam;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import sealstead.iam.policy.AclSay;
import sealstead.iam.policy.Conditions;
import sealstead.iam.policy.Decision;
import sealstead.iam.policy.Grant;
import sealstead.iam.policy.NamedPolicy;
import sealstead.iam.policy.PoliciesInForce;
import sealstead.iam.policy.PolicyEngine;
import sealstead.iam.policy.PrincipalName;
import sealstead.iam.policy.Question;
import sealstead.iam.policy.TagConditions;

/// The one way to a decision: finds the caller's own policies, asks the engine, and remembers what was
/// decided so that it can be explained.
public final class Authorizer {
    static final String PRINCIPAL_TAG = "aws:principaltag/";

    private final CallerPolicies policies;
    private final Decisions decisions;
    private final Watch watch;

    public Authorizer(CallerPolicies policies, Decisions decisions) {
        this(policies, decisions, (action, deciding) -> deciding.decide());
    }

    /// @param watch what is around each decision
    public Authorizer(CallerPolicies policies, Decisions decisions, Watch watch) {
        this.policies = policies;
        this.decisions = decisions;
        this.watch = watch;
    }

    /// Sees each decision while it is made.
    @FunctionalInterface
    public interface Watch {
        /// @return what `deciding` decides
        Decision around(String action, Deciding deciding) throws IOException;
    }

    /// A decision that is to be made, with all that is looked up for it.
    @FunctionalInterface
    public interface Deciding {
        Decision decide() throws IOException;
    }

    /// Whether the caller of a request may do `action` on `resource`.
    ///
    /// @param resource an ARN, or `*` where the action knows no resource
    /// @param resourceAccount the account that owns the resource
    /// @param conditions every condition key of the request, the global ones of `context` included
    /// @param resourcePolicy the policy of the bucket or role, if there is one
    public Decision decide(
            RequestContext context,
            String action,
            String resource,
            String resourceAccount,
            Conditions conditions,
            Optional<NamedPolicy> resourcePolicy)
            throws IOException {
        return decide(context, action, resource, resourceAccount, conditions, resourcePolicy, AclSay.NOTHING);
    }

    /// The same where access control lists have a say too.
    public Decision decide(
            RequestContext context,
            String action,
            String resource,
            String resourceAccount,
            Conditions conditions,
            Optional<NamedPolicy> resourcePolicy,
            AclSay lists)
            throws IOException {
        var guarded = new Guarded(resource, resourceAccount, resourcePolicy);
        return watch.around(
                action,
                () -> decided(
                        context,
                        action,
                        conditions,
                        guarded,
                        List.of(),
                        (question, inForce) -> PolicyEngine.decide(question, inForce, lists)));
    }

    /// Whether the caller of a request may do `action` through an access point.
    ///
    /// @param accessPoint the access point, or the object as it names it
    /// @param behind the bucket, or its object; asked if the access point allows
    public Decision decideThrough(
            RequestContext context, String action, Conditions conditions, Guarded accessPoint, Guarded behind)
            throws IOException {
        return watch.around(action, () -> {
            var first = decided(context, action, conditions, accessPoint, List.of(), PolicyEngine::decideBoth);
            return first instanceof Decision.Deny
                    ? first
                    : decided(context, action, conditions, behind, List.of(), PolicyEngine::decideBehind);
        });
    }

    /// A resource and the policy that guards it.
    public record Guarded(String arn, String account, Optional<NamedPolicy> policy) {}

    private Decision decided(
            RequestContext context,
            String action,
            Conditions conditions,
            Guarded resource,
            List<Grant> grants,
            BiFunction<Question, PoliciesInForce, Decision> engine)
            throws IOException {
        var seen = new SeenConditions(tagged(context.caller(), conditions));
        var question = new Question(context.caller().asPrincipal(), action, resource.arn(), resource.account(), seen);
        var inForce = ofCaller(context.caller()).withResource(resource.policy());
        var decision = engine.apply(question, inForce);
        seen.settle();
        decisions.remember(new Decisions.Entry(context.requestId(), question, inForce, grants, decision));
        return decision;
    }

    /// Whether the caller of a request may do `action` with a KMS key.
    public Decision decideKey(
            RequestContext context,
            String action,
            String keyArn,
            String keyAccount,
            Conditions conditions,
            NamedPolicy keyPolicy,
            List<Grant> grants)
            throws IOException {
        var key = new Guarded(keyArn, keyAccount, Optional.of(keyPolicy));
        return watch.around(
                action,
                () -> decided(
                        context,
                        action,
                        conditions,
                        key,
                        grants,
                        (question, inForce) -> PolicyEngine.decideKey(question, inForce, grants)));
    }

    /// Whether a role may be assumed by `who`, which is the caller of the request unless it came unsigned.
    ///
    /// @param trust the role's trust policy
    public Decision mayAssume(
            RequestContext context,
            PrincipalName who,
            String action,
            String roleArn,
            String roleAccount,
            Conditions conditions,
            NamedPolicy trust)
            throws IOException {
        return watch.around(action, () -> {
            var seen = new SeenConditions(tagged(context.caller(), conditions));
            var question = new Question(who, action, roleArn, roleAccount, seen);
            var callerSide = ofCaller(context.caller());
            var decision = PolicyEngine.mayAssume(question, trust, callerSide);
            seen.settle();
            var inForce = callerSide.withResource(Optional.of(trust));
            decisions.remember(new Decisions.Entry(context.requestId(), question, inForce, List.of(), decision));
            return decision;
        });
    }

    /// Tags of principals are kept with their users and roles, and looked up only when a policy asks.
    private Conditions tagged(Caller caller, Conditions conditions) {
        return key -> {
            if (!key.startsWith(PRINCIPAL_TAG)) {
                return conditions.values(key);
            }
            if (!(caller instanceof Caller.Principal principal)) {
                return List.of();
            }
            try {
                return TagConditions.value(policies.tags(principal), key);
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        };
    }

    private PoliciesInForce ofCaller(Caller caller) throws IOException {
        return switch (caller) {
            case Caller.Principal principal -> policies.of(principal);
            case Caller.Anonymous() -> PoliciesInForce.NONE;
        };
    }
}
