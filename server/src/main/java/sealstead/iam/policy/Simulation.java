package sealstead.iam.policy;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import sealstead.iam.policy.Decision.Source;

/// What IAM's policy simulator answers to one action on one resource.
///
/// @param matched the statements that apply, in the order of the policies
/// @param missingContextKeys what the policies ask for and the simulated request does not have
/// @param allowedByBoundary absent if there is no permissions boundary
/// @param allowedByServiceControl absent if there are no service control policies
public record Simulation(
        Decision decision,
        Outcome outcome,
        List<Matched> matched,
        SortedSet<String> missingContextKeys,
        Optional<Boolean> allowedByBoundary,
        Optional<Boolean> allowedByServiceControl) {
    /// `EvalDecision`.
    public enum Outcome {
        ALLOWED("allowed"),
        EXPLICIT_DENY("explicitDeny"),
        IMPLICIT_DENY("implicitDeny");

        private final String written;

        Outcome(String written) {
            this.written = written;
        }

        @Override
        public String toString() {
            return written;
        }

        static Outcome of(Decision decision) {
            return switch (decision) {
                case Decision.Allow allow -> ALLOWED;
                case Decision.Deny deny -> deny.why().isExplicit() ? EXPLICIT_DENY : IMPLICIT_DENY;
            };
        }
    }

    /// A statement that applies.
    public record Matched(Source source, String policy, String statement, boolean allows, StatementPosition position) {}

    public Simulation {
        matched = List.copyOf(matched);
        missingContextKeys = Collections.unmodifiableSortedSet(new TreeSet<>(missingContextKeys));
    }

    static Simulation of(PolicyExplanation explanation, Scales scales, SortedSet<String> keys) {
        var question = explanation.question();
        var missing = new TreeSet<>(keys);
        missing.removeIf(key -> !question.conditions().values(key).isEmpty());
        var matched = explanation.policies().stream()
                .flatMap(policy -> policy.statements().stream()
                        .filter(PolicyExplanation.StatementPart::applies)
                        .map(statement -> new Matched(
                                policy.source(),
                                policy.name(),
                                statement.label(),
                                statement.allows(),
                                statement.position())))
                .toList();
        return new Simulation(
                explanation.decision(),
                Outcome.of(explanation.decision()),
                matched,
                missing,
                scales.boundary().map(verdict -> verdict.allows() && !verdict.denies()),
                scales.serviceControl().isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                scales.serviceControl().stream().allMatch(level -> level.allows() && !level.denies())));
    }
}
