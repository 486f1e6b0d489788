package sealstead.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sealstead.migration.Import;
import sealstead.migration.ImportReport;
import sealstead.migration.Place;
import sealstead.migration.Wish;

/// `sealstead import`: brings objects in, from another S3 endpoint or from a bucket of the server's own.
@Command(
        name = "import",
        description = "Bring objects in from elsewhere.",
        mixinStandardHelpOptions = true,
        subcommands = {ImportCommand.FromS3.class, ImportJobCommand.class})
final class ImportCommand {
    private ImportCommand() {}

    @Command(
            name = "s3",
            mixinStandardHelpOptions = true,
            description = {
                "Copy all objects below a prefix from another S3 endpoint into a running server.",
                "Credentials come from the environment: IMPORT_ACCESS_KEY_ID, IMPORT_SECRET_ACCESS_KEY and, if there"
                        + " is one, IMPORT_SESSION_TOKEN for the source; AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
                        + " for the destination. Run it again to continue where it stopped."
            })
    static final class FromS3 implements Callable<Integer> {
        @Mixin
        private final Console output = new Console();

        @Option(names = "--from-endpoint", required = true, paramLabel = "URL", description = "the source")
        private @Nullable URI fromEndpoint;

        @Option(
                names = "--from-region",
                defaultValue = "us-east-1",
                paramLabel = "REGION",
                description = "its region (default: us-east-1)")
        private String fromRegion = "";

        @Option(names = "--from", required = true, paramLabel = "s3://BUCKET/PREFIX", description = "what to copy")
        private String from = "";

        @Option(
                names = "--to-endpoint",
                defaultValue = "http://127.0.0.1:9000",
                paramLabel = "URL",
                description = "the destination (default: http://127.0.0.1:9000)")
        private @Nullable URI toEndpoint;

        @Option(
                names = "--to-region",
                defaultValue = "us-east-1",
                paramLabel = "REGION",
                description = "its region (default: us-east-1)")
        private String toRegion = "";

        @Option(names = "--to", required = true, paramLabel = "s3://BUCKET/PREFIX", description = "where to")
        private String to = "";

        @Option(
                names = "--report",
                required = true,
                paramLabel = "FILE",
                description = "one line of JSON for each copied object: what protects it and how it was verified; the"
                        + " next run continues from it")
        private @Nullable Path report;

        @Option(
                names = "--sse",
                paramLabel = "ALGORITHM",
                description = "AES256, aws:kms or aws:kms:dsse (default: the bucket's)")
        private @Nullable String algorithm;

        @Option(names = "--sse-kms-key-id", paramLabel = "KEY", description = "the KMS key")
        private @Nullable String keyId;

        @Option(names = "--bucket-key", description = "use an S3 Bucket Key")
        private @Nullable Boolean bucketKey;

        @Option(
                names = "--at-once",
                defaultValue = "8",
                paramLabel = "N",
                description = "objects copied at the same time (default: 8)")
        private int atOnce;

        @Override
        public Integer call() throws IOException, InterruptedException {
            var source = side(required(fromEndpoint), fromRegion, "IMPORT");
            var destination = side(required(toEndpoint), toRegion, "AWS");
            var wish = new Wish(
                    Optional.ofNullable(algorithm), Optional.ofNullable(keyId), Optional.ofNullable(bucketKey));
            var bar = new ImportBar();
            try (var lines = ImportReport.open(required(report));
                    var all = new Import(source, destination, Place.parse(from), Place.parse(to), wish, atOnce)) {
                var outcome = all.run(lines, bar);
                bar.clear();
                var document = Console.document()
                        .put("copied", outcome.copied())
                        .put("bytes", outcome.bytes())
                        .put("skipped", outcome.skipped())
                        .put("failed", outcome.failed())
                        .put("report", String.valueOf(report));
                if (output.printed(document)) {
                    return outcome.failed() == 0 ? 0 : 1;
                }
                System.out.printf(
                        Locale.ROOT,
                        "%d copied (%d bytes), %d skipped, %d failed; report: %s%n",
                        outcome.copied(),
                        outcome.bytes(),
                        outcome.skipped(),
                        outcome.failed(),
                        report);
                return outcome.failed() == 0 ? 0 : 1;
            }
        }

        private static <T> T required(@Nullable T value) {
            if (value == null) {
                throw new IllegalArgumentException("an option is missing");
            }
            return value;
        }
    }

    /// One side of a copy, with the credentials of the environment.
    ///
    /// @param prefix of the names of its variables
    static Import.Side side(URI endpoint, String region, String prefix) throws IOException {
        return new Import.Side(
                endpoint,
                region,
                variable(prefix + "_ACCESS_KEY_ID"),
                variable(prefix + "_SECRET_ACCESS_KEY"),
                Optional.ofNullable(System.getenv(prefix + "_SESSION_TOKEN")).orElse(""));
    }

    private static String variable(String name) throws IOException {
        return Optional.ofNullable(System.getenv(name))
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> new IOException(name + " is not set"));
    }
}
