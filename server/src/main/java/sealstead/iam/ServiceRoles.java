package sealstead.iam;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import sealstead.iam.policy.Conditions;
import sealstead.iam.policy.Decision;
import sealstead.iam.policy.PrincipalName;

/// Roles that a service takes on for work of its own: each must trust the service, and whoever sets the work up must be
/// let hand it over.
public final class ServiceRoles {
    private static final Duration SESSION = Duration.ofHours(1);

    private final IdentityStore identityStore;
    private final Authorizer authorizer;
    private final Sessions sessions;
    private final Clock clock;

    /// @param clock by which sessions and conditions go
    public ServiceRoles(IdentityStore identityStore, Authorizer authorizer, Sessions sessions, Clock clock) {
        this.identityStore = identityStore;
        this.authorizer = authorizer;
        this.sessions = sessions;
        this.clock = clock;
    }

    /// Whether the caller of a request may hand the role to a service.
    public Decision mayPass(RequestContext context, String service, String roleArn, String account) throws IOException {
        Conditions passed = key -> switch (key) {
            case "iam:passedtoservice" -> List.of(service);
            case "aws:resourceaccount" -> List.of(account);
            default -> List.of();
        };
        return authorizer.decide(context, "iam:PassRole", roleArn, account, passed.over(context), Optional.empty());
    }

    /// The work for which a role is taken on.
    ///
    /// @param service its principal, such as `s3.amazonaws.com`
    /// @param arn of what the work is about
    /// @param account whose work it is
    /// @param session what the session is called
    public record Work(String service, String arn, String account, String region, String session) {}

    /// The role's session; absent if there is no such role, or it does not trust the service.
    public Optional<Caller.Principal> take(Work work, String roleArn) throws IOException {
        var role = find(roleArn);
        if (role.isEmpty()) {
            return Optional.empty();
        }
        var service = PrincipalName.service(work.service());
        var principal = new Caller.Principal(service, work.service(), work.service(), "", Optional.empty());
        var context = RequestContext.ofJob(principal, clock.instant(), work.region());
        Conditions conditions = key -> switch (key) {
            case "aws:sourcearn" -> List.of(work.arn());
            case "aws:sourceaccount" -> List.of(work.account());
            case "aws:principalisawsservice", "aws:securetransport" -> List.of("true");
            case "aws:principalservicename" -> List.of(work.service());
            default -> List.of();
        };
        var decision = authorizer.mayAssume(
                context,
                service,
                "sts:AssumeRole",
                roleArn,
                role.get().naming().accountId(),
                conditions.over(context),
                role.get().trust());
        if (decision instanceof Decision.Deny) {
            return Optional.empty();
        }
        return Optional.of(
                sessions.ofRole(role.get(), work.session(), SESSION, Sessions.Limits.NONE, Sessions.Marks.NONE)
                        .key()
                        .principal());
    }

    private Optional<Role> find(String arn) throws IOException {
        var account = arn.split(":", 6)[4];
        return identityStore
                .roles()
                .named(account, arn.substring(arn.lastIndexOf('/') + 1))
                .filter(role -> role.arn().equals(arn));
    }
}
