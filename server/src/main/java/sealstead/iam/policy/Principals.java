package sealstead.iam.policy;

import java.util.List;
import java.util.Set;

/// The `Principal` or `NotPrincipal` of a statement.
///
/// @param everybody whether it holds `*`, which is also who does not sign
/// @param accounts named by their id or by their root user
/// @param canonicalUsers accounts by the id that S3 has for them
/// @param names ARNs and unique ids of users, roles and sessions; those that are gone match nobody
record Principals(
        boolean everybody,
        Set<String> accounts,
        Set<String> canonicalUsers,
        Set<String> names,
        Set<String> services,
        Set<String> federated,
        List<String> written) {
    /// How a statement names the caller; each is worth more than the one before.
    enum Match {
        NONE,
        /// As one of the account's principals: an allow is then only the account's leave to allow it.
        ACCOUNT,
        /// By the role, or the user who issued the session: boundary and session policies still limit it.
        ISSUER,
        /// By itself, or as everybody.
        DIRECT
    }

    /// Names who is who in identity policies: whoever they are attached to.
    static final Principals ATTACHED =
            new Principals(true, Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), List.of());

    Principals {
        accounts = Set.copyOf(accounts);
        canonicalUsers = Set.copyOf(canonicalUsers);
        names = Set.copyOf(names);
        services = Set.copyOf(services);
        federated = Set.copyOf(federated);
        written = List.copyOf(written);
    }

    Match match(PrincipalName who) {
        if (everybody) {
            return Match.DIRECT;
        }
        return switch (who.kind()) {
            case ANONYMOUS -> Match.NONE;
            case SERVICE -> services.contains(who.service()) || services.contains("*") ? Match.DIRECT : Match.NONE;
            case WEB_IDENTITY -> federated.contains(who.arn()) ? Match.DIRECT : Match.NONE;
            case ROOT -> holdsAccount(who) ? Match.DIRECT : Match.NONE;
            case USER, ROLE_SESSION, FEDERATED_USER -> {
                if (holdsItself(who)) {
                    yield Match.DIRECT;
                }
                if (holdsIssuer(who)) {
                    yield Match.ISSUER;
                }
                yield holdsAccount(who) ? Match.ACCOUNT : Match.NONE;
            }
        };
    }

    /// Whether a `NotPrincipal` spares the caller. AWS looks at the account, then at the user or role, then at the
    /// session, and spares only who is listed each time; and nobody who has a permissions boundary.
    boolean spares(PrincipalName who, boolean hasBoundary) {
        if (everybody) {
            return true;
        }
        return switch (who.kind()) {
            case ANONYMOUS, SERVICE, WEB_IDENTITY -> match(who) != Match.NONE;
            case ROOT -> holdsAccount(who);
            case USER, ROLE_SESSION, FEDERATED_USER ->
                !hasBoundary && holdsAccount(who) && holdsIssuer(who) && holdsItself(who);
        };
    }

    private boolean holdsItself(PrincipalName who) {
        return names.contains(who.sessionArn()) || names.contains(who.sessionId());
    }

    private boolean holdsIssuer(PrincipalName who) {
        return names.contains(who.arn()) || names.contains(who.id());
    }

    private boolean holdsAccount(PrincipalName who) {
        return accounts.contains(who.accountId())
                || (!canonicalUsers.isEmpty() && canonicalUsers.contains(CanonicalUser.of(who.accountId())));
    }
}
