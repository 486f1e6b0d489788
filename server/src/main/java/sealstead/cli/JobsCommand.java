package sealstead.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `sealstead jobs`: the background jobs of the running server.
@Command(
        name = "jobs",
        description = "Show the background jobs of the running server: when each ran last and how it ended.",
        mixinStandardHelpOptions = true)
final class JobsCommand implements Callable<Integer> {
    @Mixin
    private final AdminOptions server = new AdminOptions();

    @Mixin
    private final Console output = new Console();

    @Override
    public Integer call() throws IOException {
        var document = server.client().get("admin/jobs");
        if (output.printed(document)) {
            return 0;
        }
        System.out.printf("%-14s %-8s %8s %8s %9s %24s  %s%n", "job", "every", "runs", "failed", "ms", "done", "state");
        for (var job : document.path("jobs")) {
            var failure = Shown.of(job.path("lastFailure"));
            System.out.printf(
                    "%-14s %-8s %8d %8d %9d %24s  %s%n",
                    Shown.of(job.path("name")),
                    Shown.of(job.path("every")),
                    job.path("runs").asLong(),
                    job.path("failures").asLong(),
                    job.path("lastTookMillis").asLong(),
                    job.has("counts") ? job.path("progress").asLong() + " " + Shown.of(job.path("counts")) : "",
                    job.has("runningSince")
                            ? "running since " + Shown.of(job.path("runningSince"))
                            : failure.isEmpty() ? "well" : failure);
        }
        return 0;
    }
}
