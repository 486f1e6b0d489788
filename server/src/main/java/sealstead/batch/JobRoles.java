package sealstead.batch;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import sealstead.iam.Authorizer;
import sealstead.iam.Caller;
import sealstead.iam.RequestContext;
import sealstead.iam.ServiceRoles;
import sealstead.iam.policy.Decision;
import sealstead.s3.S3Error;
import sealstead.s3.door.OwnCalls;
import sealstead.s3.replication.ExistingVersions;
import sealstead.wire.Refusal;

/// Takes on the roles of jobs: each must trust Batch Operations, and is asked again every few minutes, so that a role
/// that no longer does ends its jobs. What the role may do is looked up with every call.
public final class JobRoles {
    /// The service that a role has to trust.
    public static final String SERVICE = "batchoperations.s3.amazonaws.com";

    private static final Duration ASKED_AGAIN = Duration.ofMinutes(5);

    private final ServiceRoles roles;
    private final Authorizer authorizer;
    private final OwnCalls calls;
    private final ExistingVersions versions;
    private final Clock clock;
    private final Map<BatchJob.Name, Taken> taken = new ConcurrentHashMap<>();

    private record Taken(Caller.Principal principal, Instant since) {}

    /// @param clock by which conditions go
    public JobRoles(ServiceRoles roles, Authorizer authorizer, OwnCalls calls, ExistingVersions versions, Clock clock) {
        this.roles = roles;
        this.authorizer = authorizer;
        this.calls = calls;
        this.versions = versions;
        this.clock = clock;
    }

    /// Whether the caller of a request may hand the role to Batch Operations.
    public Decision mayPass(RequestContext context, String roleArn, String account) throws IOException {
        return roles.mayPass(context, SERVICE, roleArn, account);
    }

    /// The role at work for a job.
    ///
    /// @throws Refusal `AccessDenied` if there is no such role, or it does not trust Batch Operations
    RoleAtWork at(BatchJob job) throws IOException {
        var now = clock.instant();
        var known = taken.get(job.name());
        if (known == null || !now.isBefore(known.since().plus(ASKED_AGAIN)) || now.isBefore(known.since())) {
            known = new Taken(take(job), now);
            taken.put(job.name(), known);
        }
        return new RoleAtWork(job.name(), known.principal());
    }

    void leave(BatchJob.Name job) {
        taken.remove(job);
    }

    private Caller.Principal take(BatchJob job) throws IOException {
        var name = job.name();
        var work = new ServiceRoles.Work(
                SERVICE, name.arn(), name.account(), name.region(), "s3-batch-operations_" + name.id());
        var arn = job.asked().roleArn();
        return roles.take(work, arn).orElseThrow(() -> refused(arn));
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

        RequestContext context() {
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
        public void replicate(Task task) throws IOException {
            versions.send(context(), task.bucket(), task.key(), task.versionId());
        }

        @Override
        public boolean may(String action, String resource) throws IOException {
            var context = context();
            return authorizer.decide(context, action, resource, job.account(), context, Optional.empty())
                    instanceof Decision.Allow;
        }
    }
}
