package sealstead.control;

import java.io.IOException;
import sealstead.batch.BatchJobs;
import sealstead.iam.policy.Conditions;
import sealstead.wire.Reply;
import sealstead.xml.XmlReader;
import sealstead.xml.XmlWriter;

/// GET /v20180820/jobs/{id}: everything about a job.
final class DescribeJob implements ControlAction {
    private final JobAccess access;
    private final BatchJobs jobs;

    DescribeJob(JobAccess access, BatchJobs jobs) {
        this.access = access;
        this.jobs = jobs;
    }

    @Override
    public AuthorizedResource.Asked read(ControlCall call) throws IOException {
        return access.job(call, Conditions.NONE).then(job -> {
            var request = XmlReader.read(jobs.request(job).readOnlyArray(), "CreateJobRequest", ControlDoor.NAMESPACE);
            var xml = XmlWriter.document("DescribeJobResult", ControlDoor.NAMESPACE)
                    .begin("Job");
            JobXml.describe(xml, job, request);
            return Reply.of(200, "application/xml", xml.end().toBytes());
        });
    }
}
