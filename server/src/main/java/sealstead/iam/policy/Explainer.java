package sealstead.iam.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import sealstead.iam.policy.Decision.Source;
import sealstead.iam.policy.PolicyExplanation.ConditionPart;
import sealstead.iam.policy.PolicyExplanation.GrantPart;
import sealstead.iam.policy.PolicyExplanation.Naming;
import sealstead.iam.policy.PolicyExplanation.Part;
import sealstead.iam.policy.PolicyExplanation.PolicyPart;
import sealstead.iam.policy.PolicyExplanation.StatementPart;

/// Looks at every part of every statement, where the engine stops at the first that does not match. What hangs on a
/// condition key that the engine therefore did not look up stays open.
final class Explainer {
    private final Question question;
    private final String action;
    private final List<PolicyPart> parts = new ArrayList<>();

    private Explainer(Question question) {
        this.question = question;
        this.action = Verdict.actionOf(question);
    }

    static PolicyExplanation explain(
            Question question, PoliciesInForce policies, List<Grant> grants, Decision decision) {
        var explainer = new Explainer(question);
        policies.identity().forEach(policy -> explainer.add(Source.IDENTITY, 0, policy, false));
        policies.boundary().ifPresent(policy -> explainer.add(Source.BOUNDARY, 0, policy, false));
        policies.session().ifPresent(all -> all.forEach(policy -> explainer.add(Source.SESSION, 0, policy, false)));
        for (int i = 0; i < policies.serviceControl().size(); i++) {
            for (var policy : policies.serviceControl().get(i)) {
                explainer.add(Source.SERVICE_CONTROL, i, policy, false);
            }
        }
        boolean hasBoundary = policies.boundary().isPresent();
        policies.resource().ifPresent(policy -> explainer.add(Source.RESOURCE, 0, policy, hasBoundary));
        return new PolicyExplanation(
                question,
                decision,
                explainer.parts,
                grants.stream().map(explainer::grant).toList());
    }

    private void add(Source source, int level, NamedPolicy policy, boolean hasBoundary) {
        var statements = policy.document().statements().stream()
                .map(statement -> new StatementPart(
                        statement.label(),
                        statement.allows(),
                        Naming.of(statement.names(question.principal(), hasBoundary)),
                        Part.of(statement.isAbout(action)),
                        part(keys -> statement.covers(question.resource(), keys)),
                        statement.conditions().stream()
                                .map(each -> condition(each, statement.allows()))
                                .toList(),
                        statement.position()))
                .toList();
        parts.add(new PolicyPart(source, level, policy.name(), statements));
    }

    private ConditionPart condition(Condition condition, boolean allows) {
        return new ConditionPart(
                condition.written(),
                condition.key(),
                condition.sources(),
                question.conditions().values(condition.key()),
                part(keys -> condition.holds(keys, allows)));
    }

    /// Tries a part of a statement with what is known.
    private Part part(Predicate<Conditions> matches) {
        var known = new Known(question.conditions());
        boolean result = matches.test(known);
        return known.missed ? Part.NOT_LOOKED_AT : Part.of(result);
    }

    /// Notes whether an answer hangs on a key that nobody looked up.
    private static final class Known implements Conditions {
        private final Conditions conditions;
        private boolean missed;

        Known(Conditions conditions) {
            this.conditions = conditions;
        }

        @Override
        public List<String> values(String key) {
            missed |= !conditions.isKnown(key);
            return conditions.values(key);
        }
    }

    private GrantPart grant(Grant grant) {
        return new GrantPart(
                grant.id(),
                Naming.of(GrantMatch.grantee(grant, question.principal())),
                Part.of(GrantMatch.hasOperation(grant, question)),
                part(keys -> GrantMatch.isMet(grant, question.action(), keys)));
    }
}
