package sealstead.control;

import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import sealstead.batch.BatchJobs;
import sealstead.batch.Functions;
import sealstead.batch.JobRoles;
import sealstead.custody.PageTokens;
import sealstead.iam.Authorizer;

/// The operations of S3 Control that are about batch jobs.
public final class JobActions {
    private final Map<ControlOperation, ControlAction> actions = new EnumMap<>(ControlOperation.class);

    public JobActions(
            Authorizer authorizer,
            BatchJobs jobs,
            JobRoles roles,
            Functions functions,
            PageTokens tokens,
            Clock clock) {
        var access = new JobAccess(authorizer, jobs, roles);
        actions.put(ControlOperation.CREATE_JOB, new CreateJob(access, jobs, functions, clock));
        actions.put(ControlOperation.DESCRIBE_JOB, new DescribeJob(access, jobs));
        actions.put(ControlOperation.LIST_JOBS, new ListJobs(access, jobs, tokens));
        actions.put(ControlOperation.UPDATE_JOB_PRIORITY, new UpdateJobPriority(access, jobs));
        actions.put(ControlOperation.UPDATE_JOB_STATUS, new UpdateJobStatus(access, jobs));
        actions.put(ControlOperation.PUT_JOB_TAGGING, new PutJobTagging(access, jobs));
        actions.put(ControlOperation.GET_JOB_TAGGING, new GetJobTagging(access, jobs));
        actions.put(ControlOperation.DELETE_JOB_TAGGING, new DeleteJobTagging(access, jobs));
    }

    Map<ControlOperation, ControlAction> all() {
        return actions;
    }
}
