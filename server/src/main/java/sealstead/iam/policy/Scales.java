package sealstead.iam.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sealstead.iam.policy.Decision.Basis;
import sealstead.iam.policy.Decision.Denial;
import sealstead.iam.policy.Decision.Source;
import sealstead.iam.policy.Principals.Match;

/// What each kind of policy says to one question, before it is decided what follows.
record Scales(
        Verdict identity,
        Optional<Verdict> boundary,
        Optional<Verdict> session,
        List<Verdict> serviceControl,
        Verdict resource) {

    static Scales weigh(Question question, PoliciesInForce policies) {
        var action = Verdict.actionOf(question);
        boolean hasBoundary = policies.boundary().isPresent();
        var levels = new ArrayList<Verdict>(policies.serviceControl().size());
        for (var level : policies.serviceControl()) {
            levels.add(Verdict.of(Source.SERVICE_CONTROL, level, question, action, false));
        }
        return new Scales(
                Verdict.of(Source.IDENTITY, policies.identity(), question, action, false),
                policies.boundary().map(one -> Verdict.of(Source.BOUNDARY, List.of(one), question, action, false)),
                policies.session().map(all -> Verdict.of(Source.SESSION, all, question, action, false)),
                levels,
                policies.resource()
                        .map(one -> Verdict.of(Source.RESOURCE, List.of(one), question, action, hasBoundary))
                        .orElse(Verdict.SILENT));
    }

    /// The first explicit deny; it beats whatever allows.
    Optional<Decision.Deny> explicitDeny() {
        if (identity.denies()) {
            return denied(Denial.EXPLICIT_IDENTITY, identity.deny());
        }
        if (boundary.isPresent() && boundary.get().denies()) {
            return denied(Denial.EXPLICIT_BOUNDARY, boundary.get().deny());
        }
        if (session.isPresent() && session.get().denies()) {
            return denied(Denial.EXPLICIT_SESSION, session.get().deny());
        }
        for (var level : serviceControl) {
            if (level.denies()) {
                return denied(Denial.EXPLICIT_SERVICE_CONTROL, level.deny());
            }
        }
        return resource.denies() ? denied(Denial.EXPLICIT_RESOURCE, resource.deny()) : Optional.empty();
    }

    /// The same without what the resource policy denies.
    Scales withoutResourceDeny() {
        return resource.denies() ? with(new Verdict(Basis.NOTHING, resource.allow(), resource.how())) : this;
    }

    /// The same with another verdict on the resource's side.
    Scales with(Verdict changed) {
        return new Scales(identity, boundary, session, serviceControl, changed);
    }

    Optional<Decision.Deny> missingServiceControl() {
        for (var level : serviceControl) {
            if (!level.allows()) {
                return denied(Denial.NO_SERVICE_CONTROL, Basis.NOTHING);
            }
        }
        return Optional.empty();
    }

    /// What is missing on the caller's side. The root user of an account has no policies and needs none.
    Optional<Decision.Deny> missingCallerSide(boolean root) {
        return root || identity.allows() ? missingLimit() : denied(Denial.NO_IDENTITY, Basis.NOTHING);
    }

    /// What permissions boundary and session policies do not let through.
    Optional<Decision.Deny> missingLimit() {
        return boundary.isPresent() && !boundary.get().allows()
                ? denied(Denial.NO_BOUNDARY, Basis.NOTHING)
                : missingSession();
    }

    Optional<Decision.Deny> missingSession() {
        return session.isPresent() && !session.get().allows()
                ? denied(Denial.NO_SESSION, Basis.NOTHING)
                : Optional.empty();
    }

    /// What limits an allow of the resource's side that names a caller of the same account, for each way of naming.
    /// The session of a user has no ARN of its own, so that nothing but its session policies could limit it.
    Optional<Decision.Deny> missingFor(Match how, PrincipalName who) {
        return switch (how) {
            case DIRECT ->
                who.kind() == PrincipalName.Kind.USER || who.kind() == PrincipalName.Kind.ROOT
                        ? missingSession()
                        : Optional.empty();
            case ISSUER -> missingLimit();
            case ACCOUNT -> missingCallerSide(false);
            case NONE -> denied(Denial.NO_RESOURCE, Basis.NOTHING);
        };
    }

    private static Optional<Decision.Deny> denied(Denial why, Basis by) {
        return Optional.of(new Decision.Deny(why, by));
    }
}
