package sealstead.control;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import sealstead.batch.BatchError;
import sealstead.batch.BatchJob;
import sealstead.batch.BatchJobs;
import sealstead.batch.JobDocument;
import sealstead.batch.JobRoles;
import sealstead.batch.JobState;
import sealstead.iam.Authorizer;
import sealstead.iam.policy.Conditions;
import sealstead.iam.policy.Decision;
import sealstead.iam.policy.Question;
import sealstead.iam.policy.TagConditions;
import sealstead.s3.S3Error;
import sealstead.s3.access.SignatureConditions;
import sealstead.wire.Refusal;

/// Who may do what with the jobs of an account: its own principals, as their policies say.
final class JobAccess {
    private final Authorizer authorizer;
    private final BatchJobs jobs;
    private final JobRoles roles;

    JobAccess(Authorizer authorizer, BatchJobs jobs, JobRoles roles) {
        this.authorizer = authorizer;
        this.jobs = jobs;
        this.roles = roles;
    }

    /// The account, for who may do in it what the call asks.
    ///
    /// @param more the conditions that the call brings along
    AuthorizedResource<String> account(ControlCall call, Conditions more) {
        return new AuthorizedResource<>(() -> {
            check(call, call.row(), "*", more);
            return call.account();
        });
    }

    /// The name of a job that is to be, for who may give it its tags and pass its role.
    AuthorizedResource<BatchJob.Name> begin(ControlCall call, JobDocument document, Conditions more) {
        return new AuthorizedResource<>(() -> {
            var tags = document.tags().pairs();
            var name = BatchJobs.name(call.account(), call.context().region(), document.token());
            if (!tags.isEmpty()) {
                var conditions = TagConditions.requested(tags).over(more);
                check(call, ControlOperation.PUT_JOB_TAGGING, name.arn(), conditions);
            }
            var roleAccount = document.roleArn().split(":", 6)[4];
            var passed = roles.mayPass(call.context(), document.roleArn(), roleAccount);
            refuse(call, passed, "iam:PassRole", document.roleArn());
            return name;
        });
    }

    private void check(ControlCall call, ControlOperation row, String resource, Conditions more) throws IOException {
        var account = call.account();
        checkOwn(call);
        var context = call.context();
        var given = more.over(context);
        Conditions conditions = key -> {
            if (key.equals("aws:resourceaccount") || key.equals("s3:resourceaccount")) {
                return List.of(account);
            }
            var known = given.values(key);
            return known.isEmpty() && key.startsWith("s3:")
                    ? SignatureConditions.value(context, key.substring(3)).stream()
                            .toList()
                    : known;
        };
        var action = row.actions().getFirst();
        refuse(
                call,
                authorizer.decide(context, action, resource, account, conditions, Optional.empty()),
                action,
                resource);
    }

    private static void checkOwn(ControlCall call) {
        if (!call.account().equals(call.context().caller().asPrincipal().accountId())) {
            throw S3Error.ACCESS_DENIED.refusal();
        }
    }

    private static void refuse(ControlCall call, Decision decision, String action, String resource) {
        if (decision instanceof Decision.Deny denied) {
            var caller = call.context().caller().asPrincipal();
            throw S3Error.ACCESS_DENIED.saying(
                    denied.message(new Question(caller, action, resource, call.account(), Conditions.NONE)));
        }
    }

    /// The job that the call's path names, for who may do with it what the call asks.
    AuthorizedResource<BatchJob> job(ControlCall call, Conditions more) {
        return new AuthorizedResource<>(() -> open(call, more));
    }

    private BatchJob open(ControlCall call, Conditions more) throws IOException {
        var name = new BatchJob.Name(call.account(), call.context().region(), call.label());
        checkOwn(call);
        var found = call.label().matches("[a-zA-Z0-9_-]{5,36}") ? jobs.find(name) : Optional.<BatchJob>empty();
        var tags = found.isEmpty()
                ? java.util.Map.<String, String>of()
                : jobs.tags(found.get()).pairs();
        Conditions existing = key -> {
            if (TagConditions.isOfResource(key)) {
                return TagConditions.value(tags, key);
            }
            return found.map(job -> value(job, key)).orElse(List.of());
        };
        check(call, call.row(), name.arn(), more.over(existing));
        return found.orElseThrow(JobAccess::noSuchJob);
    }

    private static List<String> value(BatchJob job, String key) {
        return switch (key) {
            case "s3:existingjoboperation" -> List.of(job.asked().operation());
            case "s3:existingjobpriority" -> List.of(Long.toString(job.priority()));
            case "s3:jobsuspendedcause" ->
                job.state() == JobState.SUSPENDED ? List.of(JobXml.SUSPENDED_CAUSE) : List.of();
            default -> List.of();
        };
    }

    static Refusal noSuchJob() {
        return BatchError.NOT_FOUND.refusal();
    }
}
