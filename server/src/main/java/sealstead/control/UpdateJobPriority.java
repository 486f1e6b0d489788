package sealstead.control;

import java.io.IOException;
import java.util.List;
import sealstead.batch.BatchError;
import sealstead.batch.BatchJobs;
import sealstead.iam.policy.Conditions;
import sealstead.wire.Reply;
import sealstead.xml.XmlWriter;

/// POST /v20180820/jobs/{id}/priority: a job of a higher priority pauses the others.
final class UpdateJobPriority implements ControlAction {
    private final JobAccess access;
    private final BatchJobs jobs;

    UpdateJobPriority(JobAccess access, BatchJobs jobs) {
        this.access = access;
        this.jobs = jobs;
    }

    @Override
    public AuthorizedResource.Asked read(ControlCall call) throws IOException {
        var text = call.query().first("priority").orElse("");
        Conditions asked = key -> key.equals("s3:requestjobpriority") && !text.isEmpty() ? List.of(text) : List.of();
        return access.job(call, asked).then(job -> {
            if (!text.matches("[0-9]{1,10}") || Long.parseLong(text) > Integer.MAX_VALUE) {
                throw BatchError.BAD_REQUEST.saying("The priority must be a number from 0 to 2147483647.");
            }
            long priority = Long.parseLong(text);
            var changed = jobs.change(job.name(), now -> {
                if (now.state().isFinal()) {
                    throw BatchError.BAD_REQUEST.saying(
                            "The priority of a job that is " + now.state().wireName() + " cannot be changed.");
                }
                return now.withPriority(priority);
            });
            if (changed.isEmpty()) {
                throw JobAccess.noSuchJob();
            }
            var xml = XmlWriter.document("UpdateJobPriorityResult", ControlDoor.NAMESPACE)
                    .element("JobId", job.name().id())
                    .element("Priority", priority);
            return Reply.of(200, "application/xml", xml.toBytes());
        });
    }
}
