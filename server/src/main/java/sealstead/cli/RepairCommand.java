package sealstead.cli;

import java.io.IOException;
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
                        + " bits of its log right; exit status 1 if something is missing.",
        mixinStandardHelpOptions = true)
final class RepairCommand implements Callable<Integer> {
    @Mixin
    private final SettingOptions settings = new SettingOptions();

    @Option(
            names = "--accept-loss",
            description =
                    "go on with what can be read although something is missing; logs and mark are kept aside as they were")
    private boolean acceptLoss;

    @Override
    public Integer call() throws IOException {
        var repair = new Repair(settings.load());
        repair.mendFiles().forEach(System.out::println);
        return isComplete(repair) && isReadable(repair) ? 0 : 1;
    }

    /// Whether every commit that was acknowledged is there, or its loss was accepted.
    private boolean isComplete(Repair repair) throws IOException {
        var loss = repair.loss();
        if (loss.isPresent()) {
            System.out.println(loss.get());
            var mended = repair.mend();
            if (mended.isPresent()) {
                System.out.println("flipped bits were set right; the logs are kept as they were in " + mended.get());
                loss = repair.loss();
                loss.ifPresent(System.out::println);
            }
        }
        if (loss.isEmpty()) {
            System.out.println("every commit that was acknowledged is there");
            return true;
        }
        if (acceptLoss) {
            System.out.println("accepted; the logs and the mark are kept as they were in " + repair.acceptLoss());
        }
        return acceptLoss;
    }

    /// Whether every record can be read, or those that cannot were removed.
    private boolean isReadable(Repair repair) throws IOException {
        var damage = repair.damage();
        if (damage.isEmpty()) {
            System.out.println("every record can be read");
            return true;
        }
        damage.forEach(lost -> System.out.println("cannot be read: " + Printable.of(String.valueOf(lost))));
        if (acceptLoss) {
            System.out.println("removed; the records are kept as they were in " + repair.removeDamage());
        } else {
            System.out.println("all else is served as ever; --accept-loss removes what cannot be read");
        }
        return acceptLoss;
    }
}
