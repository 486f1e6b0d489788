package sealstead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sealstead.backup.BackupDamagedException;
import sealstead.backup.BackupPlace;
import sealstead.backup.FolderPlace;
import sealstead.backup.Point;
import sealstead.migration.BackupBucket;
import sealstead.server.Quantities;
import sealstead.server.Restoring;
import sealstead.wire.PercentEncoding;
import sealstead.wire.Printable;

/// `sealstead backup`: copies what a running server stores, and looks after the copies.
@Command(
        name = "backup",
        exitCodeList = {"2:The store has lost or cannot read something, which is named; the rest is in the point."},
        mixinStandardHelpOptions = true,
        description = {
            "Make a point of everything that the running server stores, in a folder or a bucket of another S3 endpoint;"
                    + " only what is not there yet is copied. The server goes on when this command is stopped.",
            "To another endpoint with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of the environment."
                    + " The root key is never in a backup."
        },
        subcommands = {
            BackupCommand.ListCommand.class,
            BackupCommand.VerifyCommand.class,
            BackupCommand.PruneCommand.class
        })
final class BackupCommand implements Callable<Integer> {
    @Mixin
    private final AdminOptions server = new AdminOptions();

    @Mixin
    private final Where where = new Where();

    @Option(
            names = "--to",
            paramLabel = "DIR|s3://BUCKET/PREFIX",
            description = "where the backups are",
            defaultValue = "")
    private String to = "";

    @Option(
            names = "--rate",
            paramLabel = "BYTES",
            description = "bytes a second at most, also as `64MiB`",
            defaultValue = "0")
    private String rate = "0";

    @Option(names = "--recheck", description = "read again what is there already, and write it anew if it is damaged")
    private boolean recheck;

    @Option(names = "--cancel", description = "end the backup that is under way")
    private boolean cancel;

    @Mixin
    private final Console output = new Console();

    /// The other endpoint, where the place is a bucket.
    static final class Where {
        @Option(
                names = "--place-endpoint",
                paramLabel = "URL",
                description =
                        "the endpoint of s3://, of AWS https://s3.REGION.amazonaws.com (default: AWS_ENDPOINT_URL)")
        private @Nullable URI placeEndpoint;

        @Option(
                names = "--place-region",
                paramLabel = "REGION",
                description = "its region (default: AWS_REGION, or us-east-1)")
        private @Nullable String placeRegion;

        private static String variable(String name, String otherwise) {
            return Optional.ofNullable(System.getenv(name))
                    .filter(value -> !value.isEmpty())
                    .orElse(otherwise);
        }

        sealstead.migration.Import.Side side() throws IOException {
            var named = placeEndpoint == null ? variable("AWS_ENDPOINT_URL", "") : placeEndpoint.toString();
            if (named.isEmpty()) {
                throw new IOException("say which endpoint has the bucket: --place-endpoint URL, or AWS_ENDPOINT_URL; of"
                        + " AWS it is https://s3.REGION.amazonaws.com");
            }
            return ImportCommand.side(
                    URI.create(named), placeRegion == null ? variable("AWS_REGION", "us-east-1") : placeRegion, "AWS");
        }

        /// @param pruning whether points are dropped from it
        BackupPlace open(String place, boolean pruning) throws IOException {
            if (place.startsWith("s3://")) {
                return new BackupBucket(side(), sealstead.migration.Place.parse(place));
            }
            var folder = Path.of(place);
            return pruning ? FolderPlace.pruning(folder) : FolderPlace.reading(folder);
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var client = server.client();
        if (cancel) {
            client.ask("POST", "admin/backup/cancel");
            return 0;
        }
        long bytesPerSecond = Quantities.bytes(rate)
                .orElseThrow(() -> new IOException("--rate is a number of bytes, also as `512KiB`, `64MiB`, `2GiB`"));
        if (to.isEmpty()) {
            throw new IOException("say where to: --to DIR or --to s3://BUCKET/PREFIX");
        }
        var body = "";
        var place = to;
        if (to.startsWith("s3://")) {
            var side = where.side();
            body = JsonNodeFactory.instance
                    .objectNode()
                    .put("endpoint", side.endpoint().toString())
                    .put("region", side.region())
                    .put("accessKeyId", side.accessKeyId())
                    .put("secretAccessKey", side.secret())
                    .put("sessionToken", side.sessionToken())
                    .toString();
        } else {
            place = Path.of(to).toAbsolutePath().normalize().toString();
        }
        client.ask(
                "POST",
                "admin/backup?to=" + PercentEncoding.encode(place, false) + "&rate=" + bytesPerSecond + "&recheck="
                        + recheck,
                body);
        return followed(client);
    }

    private int followed(AdminClient client) throws IOException, InterruptedException {
        var point = Follow.toItsEnd(() -> client.get("admin/backup"), BackupCommand::line)
                .path("point");
        if (!output.printed(point)) {
            System.out.printf(
                    "point %s: change %d, %d blobs, %d bytes; %d files (%d bytes) were copied%n",
                    Shown.of(point.path("id")),
                    point.path("sequence").asLong(),
                    point.path("blobs").asLong(),
                    point.path("bytes").asLong(),
                    point.path("copied").asLong(),
                    point.path("copiedBytes").asLong());
            point.path("damage").forEach(line -> System.out.println(Shown.of(line)));
        }
        return point.path("damaged").asLong() == 0 ? 0 : 2;
    }

    private static String line(JsonNode state) {
        long done = state.path("blobsDone").asLong();
        long all = state.path("blobs").asLong();
        return String.format(
                Locale.ROOT,
                "%s %,d/%,d blobs, %.1f MB copied",
                ImportBar.drawn(done, all),
                done,
                all,
                state.path("copiedBytes").asLong() / 1e6);
    }

    /// `sealstead backup list`
    @Command(
            name = "list",
            description = "List the points, oldest first.",
            exitCodeList = {"2:A point is damaged."},
            mixinStandardHelpOptions = true)
    static final class ListCommand implements Callable<Integer> {
        @Mixin
        private final SettingOptions settings = new SettingOptions();

        @Mixin
        private final Console output = new Console();

        @Mixin
        private final Where where = new Where();

        @Option(
                names = "--from",
                required = true,
                paramLabel = "DIR|s3://BUCKET/PREFIX",
                description = "where they are")
        private String from = "";

        @Override
        public Integer call() throws IOException {
            try (var backups = new Restoring(settings.load(), where.open(from, false))) {
                var listed = backups.list();
                if (!output.printed(document(listed))) {
                    listed.points().forEach(point -> System.out.println(Printable.of(String.valueOf(point))));
                }
                return listed.whole() ? 0 : 2;
            }
        }

        private static JsonNode document(Restoring.Listed listed) {
            var document = Console.document().put("whole", listed.whole());
            var points = document.putArray("points");
            for (var point : listed.points()) {
                var row = points.addObject().put("id", point.id());
                point.whole()
                        .ifPresentOrElse(
                                whole -> row.put("made", String.valueOf(whole.made()))
                                        .put("sequence", whole.sequence())
                                        .put("blobs", whole.blobs())
                                        .put("bytes", whole.bytes()),
                                () -> row.put("damage", point.damage()));
            }
            return document;
        }
    }

    /// `sealstead backup verify`
    @Command(
            name = "verify",
            description = "Read every byte of a point.",
            exitCodeList = {"2:Something is not as it was written."},
            mixinStandardHelpOptions = true)
    static final class VerifyCommand implements Callable<Integer> {
        @Mixin
        private final SettingOptions settings = new SettingOptions();

        @Mixin
        private final Console output = new Console();

        @Mixin
        private final Where where = new Where();

        @Option(names = "--from", required = true, paramLabel = "DIR|s3://BUCKET/PREFIX", description = "where it is")
        private String from = "";

        @Option(names = "--point", paramLabel = "ID", description = "which one (default: the newest)")
        private @Nullable String point;

        @Override
        public Integer call() throws IOException {
            try (var backups = new Restoring(settings.load(), where.open(from, false))) {
                Point chosen;
                try {
                    chosen = backups.point(Optional.ofNullable(point));
                } catch (BackupDamagedException damaged) {
                    var what = String.valueOf(damaged.getMessage());
                    if (!output.printed(Console.document().put("whole", false).put("damagedPoint", what))) {
                        System.out.println(Printable.of(what));
                    }
                    return 2;
                }
                var bar = new BytesBar(chosen.bytes());
                var report = backups.verify(chosen, bar::read);
                bar.end();
                var document = Console.document()
                        .put("point", chosen.id())
                        .put("bytes", chosen.bytes())
                        .put("whole", report.isWhole())
                        .put("damagedFiles", report.damaged());
                report.damage().forEach(document.putArray("damage")::add);
                if (output.printed(document)) {
                    return report.isWhole() ? 0 : 2;
                }
                report.damage().forEach(line -> System.out.println(Printable.of(line)));
                System.out.printf(
                        "point %s, %d bytes: %s%n",
                        chosen.id(), chosen.bytes(), report.isWhole() ? "whole" : report.damaged() + " files damaged");
                return report.isWhole() ? 0 : 2;
            }
        }
    }

    /// `sealstead backup prune`
    @Command(
            name = "prune",
            description = {
                "Drop all points but the newest, or one by its name, and what only they need.",
                "Of a point that is damaged it cannot be told what it needs: while there is one nothing is dropped but that"
                        + " one, by its name."
            },
            mixinStandardHelpOptions = true)
    static final class PruneCommand implements Callable<Integer> {
        @Mixin
        private final SettingOptions settings = new SettingOptions();

        @Mixin
        private final Console output = new Console();

        @Mixin
        private final Where where = new Where();

        @Option(
                names = "--from",
                required = true,
                paramLabel = "DIR|s3://BUCKET/PREFIX",
                description = "where they are")
        private String from = "";

        @ArgGroup(multiplicity = "1")
        private Which which = new Which();

        static final class Which {
            @Option(names = "--keep", paramLabel = "N", description = "how many points stay")
            private @Nullable Integer keep;

            @Option(names = "--drop", paramLabel = "ID", description = "the point that goes")
            private @Nullable String drop;
        }

        @Override
        public Integer call() throws IOException {
            try (var backups = new Restoring(settings.load(), where.open(from, true))) {
                var dropped = which.drop == null
                        ? backups.prune(Objects.requireNonNull(which.keep))
                        : backups.drop(which.drop);
                var document = Console.document().put("files", dropped.files()).put("bytes", dropped.bytes());
                dropped.points().forEach(document.putArray("points")::add);
                if (output.printed(document)) {
                    return 0;
                }
                System.out.printf(
                        "%d points, %d files (%d bytes) were dropped%n",
                        dropped.points().size(), dropped.files(), dropped.bytes());
                return 0;
            }
        }
    }
}
