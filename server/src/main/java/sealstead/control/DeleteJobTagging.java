package sealstead.control;

import java.io.IOException;
import sealstead.batch.BatchJobs;
import sealstead.iam.policy.Conditions;
import sealstead.s3.Tags;
import sealstead.wire.Reply;

/// DELETE /v20180820/jobs/{id}/tagging: takes all tags from a job.
final class DeleteJobTagging implements ControlAction {
    private final JobAccess access;
    private final BatchJobs jobs;

    DeleteJobTagging(JobAccess access, BatchJobs jobs) {
        this.access = access;
        this.jobs = jobs;
    }

    @Override
    public AuthorizedResource.Asked read(ControlCall call) throws IOException {
        return access.job(call, Conditions.NONE).then(job -> {
            jobs.putTags(job, Tags.NONE);
            return Reply.empty(200);
        });
    }
}
