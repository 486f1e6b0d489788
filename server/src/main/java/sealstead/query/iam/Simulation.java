package sealstead.query.iam;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import sealstead.iam.policy.Conditions;
import sealstead.iam.policy.Decision;
import sealstead.iam.policy.NamedPolicy;
import sealstead.iam.policy.NamedValues;
import sealstead.iam.policy.PoliciesInForce;
import sealstead.iam.policy.PolicyEngine;
import sealstead.iam.policy.PrincipalName;
import sealstead.iam.policy.Question;
import sealstead.query.Form;
import sealstead.xml.XmlWriter;

/// Policies and a request's context that questions are put to.
///
/// @param context values by condition key, as [NamedValues] makes it
record Simulation(
        PrincipalName principal,
        List<NamedPolicy> identity,
        Optional<NamedPolicy> boundary,
        List<List<NamedPolicy>> limits,
        Optional<NamedPolicy> resourcePolicy,
        String resourceAccount,
        Map<String, List<String>> context) {

    /// The parameter `ContextEntries`.
    static Map<String, List<String>> context(Form form) {
        var context = new HashMap<String, List<String>>();
        for (var entry : form.records("ContextEntries")) {
            context.put(NamedValues.key(entry.required("ContextKeyName", 5, 256)), entry.list("ContextKeyValues"));
        }
        return context;
    }

    /// What the engine says of one question.
    ///
    /// @param missing condition keys that were asked for and not given
    record Result(
            String action,
            String resource,
            Decision decision,
            List<String> missing,
            Optional<Boolean> byBoundary,
            Optional<Boolean> byOrganization) {
        /// About how long it is when it is written.
        long characters() {
            long names = 0;
            for (var name : missing) {
                names += 20 + name.length();
            }
            return 300 + names + action.length() + resource.length();
        }

        private String word() {
            return switch (decision) {
                case Decision.Allow allowed -> "allowed";
                case Decision.Deny(var why, var by) -> why.isExplicit() ? "explicitDeny" : "implicitDeny";
            };
        }

        void write(XmlWriter out) {
            out.element("EvalActionName", action)
                    .element("EvalResourceName", resource)
                    .element("EvalDecision", word())
                    .begin("MatchedStatements");
            var basis = switch (decision) {
                case Decision.Allow(var by) -> by;
                case Decision.Deny(var why, var by) -> by;
            };
            if (!basis.policy().isEmpty()) {
                out.begin("member")
                        .element("SourcePolicyId", basis.policy())
                        .element(
                                "SourcePolicyType",
                                basis.source() == Decision.Source.RESOURCE ? "Resource Policy" : "IAM Policy")
                        .end();
            }
            out.end().begin("MissingContextValues");
            missing.forEach(name -> out.element("member", name));
            out.end();
            byOrganization.ifPresent(allowed -> out.begin("OrganizationsDecisionDetail")
                    .element("AllowedByOrganizations", allowed)
                    .end());
            byBoundary.ifPresent(allowed -> out.begin("PermissionsBoundaryDecisionDetail")
                    .element("AllowedByPermissionsBoundary", allowed)
                    .end());
        }
    }

    /// What one question takes, in characters of policy that are looked at: a pattern is matched against the
    /// resource in steps of both their lengths at worst.
    long work(String resource) {
        long texts = 0;
        for (var policy : identity) {
            texts += policy.document().text().length();
        }
        texts += boundary.map(policy -> 2L * policy.document().text().length()).orElse(0L);
        for (var level : limits) {
            for (var policy : level) {
                texts += 2L * policy.document().text().length();
            }
        }
        texts += resourcePolicy
                .map(policy -> (long) policy.document().text().length())
                .orElse(0L);
        return texts * Math.max(1, resource.length() / 64);
    }

    Result ask(String action, String resource) {
        var missing = new TreeSet<String>();
        Conditions conditions = key -> {
            var values = NamedValues.ofKey(context, key);
            if (values.isEmpty()) {
                missing.add(key);
            }
            return values.orElse(List.of());
        };
        var question = new Question(principal, action, resource, resourceAccount, conditions);
        var decision = PolicyEngine.decide(
                question, new PoliciesInForce(identity, boundary, Optional.empty(), limits, resourcePolicy));
        var byBoundary = boundary.map(policy -> allows(question, List.of(policy)));
        var byOrganization = limits.isEmpty()
                ? Optional.<Boolean>empty()
                : Optional.of(limits.stream().allMatch(level -> allows(question, level)));
        return new Result(action, resource, decision, new ArrayList<>(missing), byBoundary, byOrganization);
    }

    private static boolean allows(Question question, List<NamedPolicy> policies) {
        var alone = new PoliciesInForce(policies, Optional.empty(), Optional.empty(), List.of(), Optional.empty());
        return PolicyEngine.decide(question, alone) instanceof Decision.Allow;
    }
}
