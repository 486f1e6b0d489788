package sealstead.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import sealstead.job.Job;

/// What is known of the background jobs.
public final class JobPages {
    private final Supplier<List<Job.State>> jobs;
    private final Supplier<Optional<String>> leader;

    /// @param leader the gateway that does what is to be done once; absent if there is one alone
    public JobPages(Supplier<List<Job.State>> jobs, Supplier<Optional<String>> leader) {
        this.jobs = jobs;
        this.leader = leader;
    }

    public JsonNode show() {
        var document = JsonNodeFactory.instance.objectNode();
        leader.get().ifPresent(gateway -> document.put("leader", gateway));
        var rows = document.putArray("jobs");
        for (var job : jobs.get()) {
            var row = rows.addObject()
                    .put("name", job.name())
                    .put("every", job.every().toString())
                    .put("runs", job.runs())
                    .put("failures", job.failures())
                    .put("lastTookMillis", job.lastTook().toMillis())
                    .put("lastFailure", job.lastFailure());
            job.counts().ifPresent(counts -> row.put("counts", counts).put("progress", job.progress()));
            job.running().ifPresent(since -> row.put("runningSince", since.toString()));
            job.lastEnded().ifPresent(end -> row.put("lastEnded", end.toString()));
        }
        return document;
    }
}
