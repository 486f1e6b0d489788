package sealstead.tracing;

import io.opentelemetry.api.common.AttributeKey;
import java.io.IOException;
import sealstead.iam.Authorizer;
import sealstead.iam.policy.Decision;

/// Decisions are steps: what was asked for and how it was decided, but not of what, since that names the object.
final class TracedDecisions implements Authorizer.Watch {
    private static final AttributeKey<String> ACTION = AttributeKey.stringKey("sealstead.policy.action");
    private static final AttributeKey<String> DECISION = AttributeKey.stringKey("sealstead.policy.decision");
    private static final String STEP = "policy";

    @Override
    public Decision around(String action, Authorizer.Deciding deciding) throws IOException {
        return TraceStep.in(STEP, step -> {
            step.with(ACTION, action);
            var decision = deciding.decide();
            step.with(DECISION, decision instanceof Decision.Allow ? "allow" : "deny");
            return decision;
        });
    }
}
