package sealstead.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sealstead.server.Repair;
import sealstead.wire.Printable;

/// `sealstead repair`: mends a data folder whose server does not start, or goes on with what it has if told to.
@Command(
        name = "repair",
        description =
                "Look whether a stopped server's data folder has everything that was acknowledged, and set flipped"
                        + " bits of its log right.",
        exitCodeList = {"1:Something is missing or cannot be read, and its loss was not accepted."},
        mixinStandardHelpOptions = true)
final class RepairCommand implements Callable<Integer> {
    @Mixin
    private final SettingOptions settings = new SettingOptions();

    @Mixin
    private final Console output = new Console();

    @Option(
            names = "--accept-loss",
            description =
                    "go on with what can be read although something is missing; logs and mark are kept aside as they were")
    private boolean acceptLoss;

    private final List<String> told = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        var repair = new Repair(settings.load());
        repair.mendFiles().forEach(this::tell);
        boolean complete = isComplete(repair);
        boolean well = complete && isReadable(repair);
        var document = Console.document().put("well", well);
        told.forEach(document.putArray("told")::add);
        output.printed(document);
        return well ? 0 : 1;
    }

    /// At once in words, since the work is long; at the end in JSON.
    private void tell(String line) {
        told.add(line);
        if (!output.isJson()) {
            System.out.println(Printable.of(line));
        }
    }

    /// Whether every commit that was acknowledged is there, or its loss was accepted.
    private boolean isComplete(Repair repair) throws IOException {
        var loss = repair.loss();
        if (loss.isPresent()) {
            tell(loss.get());
            var mended = repair.mend();
            if (mended.isPresent()) {
                tell("flipped bits were set right; the logs are kept as they were in " + mended.get());
                loss = repair.loss();
                loss.ifPresent(this::tell);
            }
        }
        if (loss.isEmpty()) {
            tell("every commit that was acknowledged is there");
            return true;
        }
        if (acceptLoss) {
            tell("accepted; the logs and the mark are kept as they were in " + repair.acceptLoss());
        }
        return acceptLoss;
    }

    /// Whether every record can be read, or those that cannot were removed.
    private boolean isReadable(Repair repair) throws IOException {
        var damage = repair.damage();
        if (damage.isEmpty()) {
            tell("every record can be read");
            return true;
        }
        damage.forEach(lost -> tell("cannot be read: " + lost));
        if (acceptLoss) {
            tell("removed; the records are kept as they were in " + repair.removeDamage());
        } else {
            tell("all else is served as ever; --accept-loss removes what cannot be read");
        }
        return acceptLoss;
    }
}
