package sealstead.control;

import java.io.IOException;
import sealstead.batch.BatchJobs;
import sealstead.batch.TagList;
import sealstead.iam.policy.TagConditions;
import sealstead.wire.Reply;
import sealstead.xml.MalformedXmlException;

/// PUT /v20180820/jobs/{id}/tagging: gives a job these tags in place of those that it has.
final class PutJobTagging implements ControlAction {
    private final JobAccess access;
    private final BatchJobs jobs;

    PutJobTagging(JobAccess access, BatchJobs jobs) {
        this.access = access;
        this.jobs = jobs;
    }

    @Override
    public AuthorizedResource.Asked read(ControlCall call) throws IOException {
        var root = call.root().only("Tags");
        var tags = TagList.ofJob(root.one("Tags").orElseThrow(MalformedXmlException::new));
        return access.job(call, TagConditions.requested(tags.pairs())).then(job -> {
            jobs.putTags(job, tags);
            return Reply.empty(200);
        });
    }
}
