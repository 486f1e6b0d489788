package sealstead.cli;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
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
                + " server. Every byte is looked at.",
        exitCodeList = {"2:Something is not as it was written."},
        mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {
    @Mixin
    private final SettingOptions settings = new SettingOptions();

    @Mixin
    private final Console output = new Console();

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

    @Override
    public Integer call() throws IOException {
        try (var backups = new Restoring(settings.load(to), where.open(from, false))) {
            var chosen = backups.point(Optional.ofNullable(point));
            var bar = new BytesBar(chosen.bytes());
            var outcome = backups.restore(chosen, new Restoring.Accepted(acceptDamage, acceptLoss), bar::read);
            bar.end();
            var report = outcome.report();
            var document = Console.document()
                    .put("point", chosen.id())
                    .put("made", String.valueOf(chosen.made()))
                    .put("sequence", chosen.sequence())
                    .put("data", backups.data().toString())
                    .put("restored", outcome.whole())
                    .put("damagedFiles", report.damaged());
            report.damage().forEach(document.putArray("damage")::add);
            if (output.printed(document)) {
                return outcome.whole() && report.isWhole() ? 0 : 2;
            }
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
}
