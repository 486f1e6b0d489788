package sealstead.batch;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import sealstead.iam.Authorizer;
import sealstead.iam.Caller;
import sealstead.iam.IdentityStore;
import sealstead.iam.RequestContext;
import sealstead.iam.Role;
import sealstead.iam.Sessions;
import sealstead.iam.policy.Conditions;
import sealstead.iam.policy.Decision;
import sealstead.iam.policy.PrincipalName;
import sealstead.s3.OwnCalls;
import sealstead.s3.S3Error;
import sealstead.wire.Refusal;

/// Takes on the roles of jobs: each must trust Batch Operations, and is asked again every few minutes, so that a role
/// that no longer does ends its jobs. What the role may do is looked up with every call.
public final class JobRoles {
    /// The service that a role has to trust.
    public static final String SERVICE = "batchoperations.s3.amazonaws.com";

    private static final Duration SESSION = Duration.ofHours(1);
    private static final Duration ASKED_AGAIN = Duration.ofMinutes(5);

    private final IdentityStore directory;
    private final Authorizer authorizer;
    private final Sessions sessions;
    private final OwnCalls calls;
    private final Clock clock;
    private final Map<BatchJob.Name, Taken> taken = new ConcurrentHashMap<>();

    private record Taken(Caller.Principal principal, Instant since) {}

    /// @param clock by which sessions and conditions go
    public JobRoles(IdentityStore directory, Authorizer authorizer, Sessions sessions, OwnCalls calls, Clock clock) {
        this.directory = directory;
        this.authorizer = authorizer;
        this.sessions = sessions;
        this.calls = calls;
        this.clock = clock;
    }

    /// Whether the caller of a request may hand the role to Batch Operations.
    public Decision mayPass(RequestContext facts, String roleArn, String account) throws IOException {
        Conditions passed = key -> switch (key) {
            case "iam:passedtoservice" -> List.of(SERVICE);
            case "aws:resourceaccount" -> List.of(account);
            default -> List.of();
        };
        return authorizer.decide(facts, "iam:PassRole", roleArn, account, passed.over(facts), Optional.empty());
    }

    /// The role at work for a job.
    ///
    /// @throws Refusal `AccessDenied` if there is no such role, or it does not trust Batch Operations
    RoleAtWork at(BatchJob job) throws IOException {
        var now = clock.instant();
        var known = taken.get(job.name());
        if (known == null || !now.isBefore(known.since().plus(ASKED_AGAIN)) || now.isBefore(known.since())) {
            known = new Taken(take(job, now), now);
            taken.put(job.name(), known);
        }
        return new RoleAtWork(job.name(), known.principal());
    }

    void leave(BatchJob.Name job) {
        taken.remove(job);
    }

    private Caller.Principal take(BatchJob job, Instant now) throws IOException {
        var arn = job.asked().roleArn();
        var role = find(arn).orElseThrow(() -> refused(arn));
        var service = PrincipalName.service(SERVICE);
        var principal = new Caller.Principal(service, SERVICE, SERVICE, "", Optional.empty());
        var facts = RequestContext.ofJob(principal, now, job.name().region());
        Conditions conditions = key -> switch (key) {
            case "aws:sourcearn" -> List.of(job.name().arn());
            case "aws:sourceaccount" -> List.of(job.name().account());
            case "aws:principalisawsservice", "aws:securetransport" -> List.of("true");
            case "aws:principalservicename" -> List.of(SERVICE);
            default -> List.of();
        };
        var decision = authorizer.mayAssume(
                facts, service, "sts:AssumeRole", arn, role.naming().accountId(), conditions.over(facts), role.trust());
        if (decision instanceof Decision.Deny) {
            throw refused(arn);
        }
        var name = "s3-batch-operations_" + job.name().id();
        return sessions.ofRole(role, name, SESSION, Sessions.Limits.NONE, Sessions.Marks.NONE)
                .key()
                .principal();
    }

    private Optional<Role> find(String arn) throws IOException {
        var account = arn.split(":", 6)[4];
        return directory
                .roles()
                .named(account, arn.substring(arn.lastIndexOf('/') + 1))
                .filter(role -> role.arn().equals(arn));
    }

    private static Refusal refused(String arn) {
        return S3Error.ACCESS_DENIED.saying("The role " + arn + " does not exist or does not trust " + SERVICE + ".");
    }

    /// A role that does the work of one job.
    final class RoleAtWork implements RoleCalls {
        private final BatchJob.Name job;
        private final Caller.Principal principal;

        private RoleAtWork(BatchJob.Name job, Caller.Principal principal) {
            this.job = job;
            this.principal = principal;
        }

        @Override
        public BatchJob.Name job() {
            return job;
        }

        RequestContext facts() {
            return RequestContext.ofJob(principal, clock.instant(), job.region());
        }

        @Override
        public OwnCalls.Answer open(OwnCalls.Call call) {
            return calls.perform(principal, job.region(), SERVICE, call);
        }

        @Override
        public OwnCalls.Answer perform(OwnCalls.Call call) throws IOException {
            return open(call).end();
        }

        @Override
        public boolean may(String action, String resource) throws IOException {
            var facts = facts();
            return authorizer.decide(facts, action, resource, job.account(), facts, Optional.empty())
                    instanceof Decision.Allow;
        }
    }
}
