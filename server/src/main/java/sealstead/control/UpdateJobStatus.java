package sealstead.control;

import java.io.IOException;
import sealstead.batch.BatchError;
import sealstead.batch.BatchJobs;
import sealstead.batch.JobState;
import sealstead.iam.policy.Conditions;
import sealstead.wire.Reply;
import sealstead.xml.XmlWriter;

/// POST /v20180820/jobs/{id}/status: lets a suspended job go, or cancels one.
final class UpdateJobStatus implements ControlAction {
    private static final int MAX_REASON_CHARACTERS = 256;

    private final JobAccess access;
    private final BatchJobs jobs;

    UpdateJobStatus(JobAccess access, BatchJobs jobs) {
        this.access = access;
        this.jobs = jobs;
    }

    @Override
    public AuthorizedResource.Asked read(ControlCall call) throws IOException {
        return access.job(call, Conditions.NONE).then(job -> {
            var wanted = switch (call.query().first("requestedJobStatus").orElse("")) {
                case "Ready" -> JobState.READY;
                case "Cancelled" -> JobState.CANCELLED;
                default -> throw BatchError.BAD_REQUEST.saying("requestedJobStatus must be Ready or Cancelled.");
            };
            var reason = call.query().first("statusUpdateReason").orElse("");
            if (reason.length() > MAX_REASON_CHARACTERS) {
                throw BatchError.BAD_REQUEST.saying("statusUpdateReason must have 256 characters at most.");
            }
            var changed = jobs.change(job.name(), now -> {
                        if (!now.state().mayBeAsked(wanted)) {
                            throw BatchError.JOB_STATUS.saying("A job that is "
                                    + now.state().wireName() + " cannot be set to " + wanted.wireName() + ".");
                        }
                        return now.asked(wanted == JobState.READY ? JobState.READY : JobState.CANCELLING, reason);
                    })
                    .orElseThrow(JobAccess::noSuchJob);
            var xml = XmlWriter.document("UpdateJobStatusResult", ControlDoor.NAMESPACE)
                    .element("JobId", job.name().id())
                    .element("Status", changed.state().wireName());
            if (!reason.isEmpty()) {
                xml.element("StatusUpdateReason", reason);
            }
            return Reply.of(200, "application/xml", xml.toBytes());
        });
    }
}
