package sealstead.iam.policy;

import java.util.List;
import java.util.Locale;
import sealstead.iam.policy.Decision.Basis;
import sealstead.iam.policy.Decision.Source;

/// What the policies of one kind say to a question.
///
/// @param deny the statement that denies, or nothing
/// @param allow the statement that allows and names the caller most directly, or nothing
/// @param how how that one names the caller
record Verdict(Basis deny, Basis allow, Principals.Match how) {
    static final Verdict SILENT = new Verdict(Basis.NOTHING, Basis.NOTHING, Principals.Match.NONE);

    boolean denies() {
        return deny.source() != Source.NONE;
    }

    boolean allows() {
        return how != Principals.Match.NONE;
    }

    static String actionOf(Question question) {
        return question.action().toLowerCase(Locale.ROOT);
    }

    /// Asks every statement. A deny ends it; of the allows the most direct one is kept, so that one that can add
    /// nothing is not looked at.
    ///
    /// @param action in lower case
    static Verdict of(
            Source source, List<NamedPolicy> policies, Question question, String action, boolean hasBoundary) {
        var allow = Basis.NOTHING;
        var how = Principals.Match.NONE;
        for (var policy : policies) {
            for (var statement : policy.document().statements()) {
                if ((statement.allows() && how == Principals.Match.DIRECT) || !statement.isAbout(action)) {
                    continue;
                }
                var match = statement.names(question.principal(), hasBoundary);
                boolean adds = statement.allows() ? match.compareTo(how) > 0 : match != Principals.Match.NONE;
                if (!adds
                        || !statement.covers(question.resource(), question.conditions())
                        || !statement.conditionsHold(question.conditions())) {
                    continue;
                }
                var basis = new Basis(source, policy.name(), statement.label());
                if (!statement.allows()) {
                    return new Verdict(basis, allow, how);
                }
                allow = basis;
                how = match;
            }
        }
        return how == Principals.Match.NONE ? SILENT : new Verdict(Basis.NOTHING, allow, how);
    }
}
