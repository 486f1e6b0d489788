package sealstead.control;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import sealstead.batch.BatchError;
import sealstead.batch.BatchJobs;
import sealstead.batch.JobState;
import sealstead.custody.PageTokens;
import sealstead.iam.policy.Conditions;
import sealstead.wire.Query;
import sealstead.wire.Reply;
import sealstead.xml.XmlWriter;

/// GET /v20180820/jobs: the jobs of an account in a region, in the order of their ids: those that have not ended, and
/// those that ended within the last 90 days.
final class ListJobs implements ControlAction {
    private static final int MAX_RESULTS = 1000;

    private final JobAccess access;
    private final BatchJobs jobs;
    private final PageTokens tokens;

    ListJobs(JobAccess access, BatchJobs jobs, PageTokens tokens) {
        this.access = access;
        this.jobs = jobs;
        this.tokens = tokens;
    }

    @Override
    public AuthorizedResource.Asked read(ControlCall call) throws IOException {
        return access.account(call, Conditions.NONE).then(allowed -> {
            var states = states(call.query());
            var region = call.context().region();
            var listing = tokens.of(
                    "ListJobs",
                    call.account(),
                    region,
                    states.stream().map(JobState::wireName).sorted().collect(Collectors.joining(",")));
            var after = call.query()
                    .first("nextToken")
                    .map(token -> listing.position(token).orElseThrow(BatchError.INVALID_NEXT_TOKEN::refusal))
                    .orElse("");
            int limit = call.query().first("maxResults").map(ListJobs::limit).orElse(MAX_RESULTS);
            var page = jobs.list(call.account(), region, after, limit, states);
            var xml = XmlWriter.document("ListJobsResult", ControlDoor.NAMESPACE);
            if (page.more() && limit > 0) {
                xml.element(
                        "NextToken",
                        listing.after(page.chosen().getLast().name().id()));
            }
            xml.begin("Jobs");
            page.chosen().forEach(job -> JobXml.list(xml, job));
            return Reply.of(200, "application/xml", xml.end().toBytes());
        });
    }

    private static Set<JobState> states(Query query) {
        var wanted = query.parameters().stream()
                .filter(parameter -> parameter.name().equals("jobStatuses"))
                .flatMap(parameter -> Arrays.stream(parameter.value().split(",")))
                .toList();
        if (wanted.isEmpty()) {
            return EnumSet.allOf(JobState.class);
        }
        var states = EnumSet.noneOf(JobState.class);
        for (var name : wanted) {
            states.add(Arrays.stream(JobState.values())
                    .filter(state -> state.wireName().equals(name))
                    .findFirst()
                    .orElseThrow(() -> BatchError.INVALID_REQUEST.saying("There is no job status of that name.")));
        }
        return states;
    }

    private static int limit(String text) {
        if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) > MAX_RESULTS) {
            throw BatchError.INVALID_REQUEST.saying("maxResults must be a number from 0 to 1000.");
        }
        return Integer.parseInt(text);
    }
}
