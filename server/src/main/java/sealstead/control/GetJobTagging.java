package sealstead.control;

import java.io.IOException;
import sealstead.batch.BatchJobs;
import sealstead.iam.policy.Conditions;
import sealstead.wire.Reply;
import sealstead.xml.XmlWriter;

/// GET /v20180820/jobs/{id}/tagging: the tags of a job.
final class GetJobTagging implements ControlAction {
    private final JobAccess access;
    private final BatchJobs jobs;

    GetJobTagging(JobAccess access, BatchJobs jobs) {
        this.access = access;
        this.jobs = jobs;
    }

    @Override
    public AuthorizedResource.Asked read(ControlCall call) throws IOException {
        return access.job(call, Conditions.NONE).then(job -> {
            var xml = XmlWriter.document("GetJobTaggingResult", ControlDoor.NAMESPACE)
                    .begin("Tags");
            jobs.tags(job)
                    .pairs()
                    .forEach((key, value) -> xml.begin("member")
                            .element("Key", key)
                            .element("Value", value)
                            .end());
            return Reply.of(200, "application/xml", xml.end().toBytes());
        });
    }
}
