package sealstead.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sealstead.migration.Place;
import sealstead.migration.SalvageInto;
import sealstead.server.Config;
import sealstead.server.Salvaging;

/// `sealstead salvage`: takes out what still opens of a data folder whose server does not start.
@Command(
        name = "salvage",
        exitCodeList = {"1:Something does not open."},
        mixinStandardHelpOptions = true,
        description = {
            "Copy every version that still opens out of a stopped server's data folder, although the rest does not; nothing"
                    + " in the folder is changed. Needs its root key, and no account.",
            "To another S3 endpoint with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of the environment."
                    + " The report has a line of JSON for each version."
        })
final class SalvageCommand implements Callable<Integer> {
    @Mixin
    private final SettingOptions settings = new SettingOptions();

    @Mixin
    private final Console output = new Console();

    @Option(
            names = "--to",
            required = true,
            paramLabel = "DIR|s3://BUCKET/PREFIX",
            description = "a folder, or a bucket of another S3 endpoint")
    private String to = "";

    @Option(
            names = "--to-endpoint",
            paramLabel = "URL",
            description = "the other endpoint, for s3://",
            defaultValue = "http://127.0.0.1:9000")
    private @Nullable URI endpoint;

    @Option(names = "--to-region", defaultValue = "us-east-1", paramLabel = "REGION", description = "its region")
    private String region = "";

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description =
                    "what was taken and what does not open (default: DIR/salvage.jsonl, ./salvage.jsonl for s3://)")
    private @Nullable Path report;

    @Override
    public Integer call() throws IOException {
        var config = settings.load();
        try (var target = target()) {
            run(config, target);
            var document = Console.document()
                    .put("to", to)
                    .put("versions", target.taken())
                    .put("bytes", target.bytes())
                    .put("lost", target.lost());
            if (output.printed(document)) {
                return target.lost() == 0 ? 0 : 1;
            }
            System.out.printf(
                    Locale.ROOT,
                    "%d versions (%d bytes) are in %s; %d do not open, the report says which and why%n",
                    target.taken(),
                    target.bytes(),
                    to,
                    target.lost());
            return target.lost() == 0 ? 0 : 1;
        }
    }

    private static void run(Config config, SalvageInto target) throws IOException {
        if (!ImportBar.isSeen()) {
            Salvaging.run(config, target);
            return;
        }
        var line = new SalvageLine(target, System.err);
        try {
            Salvaging.run(config, line);
        } finally {
            line.end();
        }
    }

    private SalvageInto target() throws IOException {
        if (to.startsWith("s3://")) {
            var side = ImportCommand.side(Objects.requireNonNull(endpoint), region, "AWS");
            return SalvageInto.bucket(side, Place.parse(to), report == null ? Path.of("salvage.jsonl") : report);
        }
        var folder = Path.of(to);
        return SalvageInto.folder(folder, report == null ? folder.resolve("salvage.jsonl") : report);
    }
}
