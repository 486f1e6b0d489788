package sealstead.cli;

import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sealstead.migration.ImportJob;
import sealstead.migration.Place;
import sealstead.wire.Printable;

/// `sealstead import job`: an import job of AWS's, which the server carries out by itself.
@Command(
        name = "job",
        mixinStandardHelpOptions = true,
        description = {
            "Let a running server copy what is below a prefix of a general purpose bucket into a directory bucket, by an"
                    + " S3 Batch Operations job.",
            "The role copies: it must trust batchoperations.s3.amazonaws.com, and who asks must be allowed"
                    + " s3:CreateJob and iam:PassRole. Credentials come from the environment: AWS_ACCESS_KEY_ID,"
                    + " AWS_SECRET_ACCESS_KEY and, if there is one, AWS_SESSION_TOKEN. The job goes on when this command"
                    + " is stopped."
        })
final class ImportJobCommand implements Callable<Integer> {
    @Mixin
    private final Console output = new Console();

    @Option(
            names = "--endpoint",
            defaultValue = "http://127.0.0.1:9000",
            paramLabel = "URL",
            description = "the server (default: http://127.0.0.1:9000)")
    private @Nullable URI endpoint;

    @Option(
            names = "--region",
            defaultValue = "us-east-1",
            paramLabel = "REGION",
            description = "the region of the buckets (default: us-east-1)")
    private String region = "";

    @Option(names = "--from", required = true, paramLabel = "s3://BUCKET/PREFIX", description = "what to copy")
    private String from = "";

    @Option(
            names = "--to",
            required = true,
            paramLabel = "s3://BUCKET--ZONE--x-s3/PREFIX",
            description = "where to; the prefix is put before the keys")
    private String to = "";

    @Option(names = "--role", required = true, paramLabel = "ARN", description = "the role that copies")
    private String role = "";

    @Option(
            names = "--report",
            paramLabel = "s3://BUCKET/PREFIX",
            description = "where the completion report goes (default: none is made)")
    private @Nullable String report;

    @Option(names = "--detach", description = "do not wait for the end")
    private boolean detached;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var side = ImportCommand.side(Objects.requireNonNull(endpoint), region, "AWS");
        try (var job = new ImportJob(side, role)) {
            var id = job.create(
                    Place.parse(from),
                    Place.parse(to),
                    Optional.ofNullable(report).map(Place::parse));
            if (!detached) {
                if (!output.isJson()) {
                    System.out.println("job " + id);
                }
                return follow(job, id);
            }
            if (!output.printed(Console.document().put("jobId", id))) {
                System.out.println("job " + id);
            }
            return 0;
        }
    }

    private int follow(ImportJob job, String id) throws IOException, InterruptedException {
        var state = Follow.until(ImportJob.State::isEnded, () -> job.state(id), ImportJobCommand::line);
        var document = Console.document()
                .put("jobId", id)
                .put("status", state.status())
                .put("succeeded", state.succeeded())
                .put("failed", state.failed())
                .put("reason", state.reason());
        if (!output.printed(document)) {
            System.out.printf(
                    Locale.ROOT,
                    "%s: %d copied, %d failed%s%n",
                    state.status(),
                    state.succeeded(),
                    state.failed(),
                    state.reason().isEmpty() ? "" : ": " + Printable.of(state.reason()));
        }
        return state.isWell() ? 0 : 1;
    }

    private static String line(ImportJob.State state) {
        long done = state.succeeded() + state.failed();
        return String.format(
                Locale.ROOT,
                "%s %d/%d objects, %d failed  %-12s",
                ImportBar.drawn(done, state.total()),
                done,
                state.total(),
                state.failed(),
                Printable.of(state.status()));
    }
}
