package sealstead.tracing;

import io.opentelemetry.api.common.AttributeKey;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import sealstead.iam.Authorizer;
import sealstead.iam.CallerPolicies;
import sealstead.iam.Decisions;
import sealstead.iam.RequestContext;
import sealstead.iam.policy.AclSay;
import sealstead.iam.policy.Conditions;
import sealstead.iam.policy.Decision;
import sealstead.iam.policy.Grant;
import sealstead.iam.policy.NamedPolicy;
import sealstead.iam.policy.PrincipalName;

/// An authorizer whose decisions are steps: what was asked for and how it was decided, but not of what, since
/// that names the object.
final class TracedAuthorizer extends Authorizer {
    private static final AttributeKey<String> ACTION = AttributeKey.stringKey("sealstead.policy.action");
    private static final AttributeKey<String> DECISION = AttributeKey.stringKey("sealstead.policy.decision");
    private static final String STEP = "policy";

    TracedAuthorizer(CallerPolicies policies, Decisions decisions) {
        super(policies, decisions);
    }

    private static Decision decided(String action, Step.Work<Decision, IOException> work) throws IOException {
        return Step.in(STEP, step -> {
            step.with(ACTION, action);
            var decision = work.perform(step);
            step.with(DECISION, decision instanceof Decision.Allow ? "allow" : "deny");
            return decision;
        });
    }

    @Override
    public Decision decide(
            RequestContext facts,
            String action,
            String resource,
            String resourceAccount,
            Conditions conditions,
            Optional<NamedPolicy> resourcePolicy,
            AclSay lists)
            throws IOException {
        return decided(
                action,
                step -> super.decide(facts, action, resource, resourceAccount, conditions, resourcePolicy, lists));
    }

    @Override
    public Decision decideThrough(
            RequestContext facts, String action, Conditions conditions, Guarded accessPoint, Guarded behind)
            throws IOException {
        return decided(action, step -> super.decideThrough(facts, action, conditions, accessPoint, behind));
    }

    @Override
    public Decision decideKey(
            RequestContext facts,
            String action,
            String keyArn,
            String keyAccount,
            Conditions conditions,
            NamedPolicy keyPolicy,
            List<Grant> grants)
            throws IOException {
        return decided(
                action, step -> super.decideKey(facts, action, keyArn, keyAccount, conditions, keyPolicy, grants));
    }

    @Override
    public Decision mayAssume(
            RequestContext facts,
            PrincipalName who,
            String action,
            String roleArn,
            String roleAccount,
            Conditions conditions,
            NamedPolicy trust)
            throws IOException {
        return decided(action, step -> super.mayAssume(facts, who, action, roleArn, roleAccount, conditions, trust));
    }
}
