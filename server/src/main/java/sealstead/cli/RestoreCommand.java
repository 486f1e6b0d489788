package sealstead.cli;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sealstead.server.Restoring;
import sealstead.wire.Printable;

/// `sealstead restore`: makes a data folder of a backup.
@Command(
        name = "restore",
        description = "Put a point of a backup into an empty folder, with a mark of its own; needs the root key and no"
                + " server. Every byte is looked at. Exit status 2 if anything is not as it was written.",
        mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {
    private static final long STEP_BYTES = 1024 * 1024;

    @Mixin
    private final SettingOptions settings = new SettingOptions();

    @Mixin
    private final BackupCommand.Where where = new BackupCommand.Where();

    @Option(
            names = "--from",
            required = true,
            paramLabel = "DIR|s3://BUCKET/PREFIX",
            description = "where the backups are")
    private String from = "";

    @Option(names = "--to", required = true, paramLabel = "DATA", description = "the data folder to be")
    private String to = "";

    @Option(names = "--to-point", paramLabel = "ID", description = "which point (default: the newest)")
    private @Nullable String point;

    @Option(names = "--accept-damage", description = "take what is whole although something is not")
    private boolean acceptDamage;

    @Option(
            names = "--accept-loss",
            description = "take the point although the mark of the data folder says that there was more")
    private boolean acceptLoss;

    private final AtomicLong read = new AtomicLong();

    @Override
    public Integer call() throws IOException {
        try (var backups = new Restoring(settings.load(to), where.open(from, false))) {
            var chosen = backups.point(Optional.ofNullable(point));
            var outcome = backups.restore(
                    chosen, new Restoring.Accepted(acceptDamage, acceptLoss), n -> show(n, chosen.bytes()));
            if (ImportBar.isSeen()) {
                System.err.println();
            }
            var report = outcome.report();
            report.damage().forEach(line -> System.out.println(Printable.of(line)));
            if (!outcome.whole()) {
                System.out.printf(
                        "%d files of point %s are damaged, and nothing was restored. Another point may be whole"
                                + " (sealstead backup list); --accept-damage takes what is whole of this one%n",
                        report.damaged(), chosen.id());
                return 2;
            }
            System.out.printf(
                    "point %s of %s, change %d, is in %s%s%n",
                    chosen.id(),
                    chosen.made(),
                    chosen.sequence(),
                    backups.data(),
                    report.isWhole() ? "" : ", but for " + report.damaged() + " damaged files");
            return report.isWhole() ? 0 : 2;
        }
    }

    private void show(long bytes, long all) {
        long now = read.addAndGet(bytes);
        if (ImportBar.isSeen() && now / STEP_BYTES != (now - bytes) / STEP_BYTES) {
            System.err.printf(Locale.ROOT, "\r%s %.1f/%.1f MB", ImportBar.drawn(now, all), now / 1e6, all / 1e6);
        }
    }
}
