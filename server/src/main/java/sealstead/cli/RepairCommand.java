package sealstead.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sealstead.server.Repair;

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
        var loss = repair.loss();
        if (loss.isEmpty()) {
            System.out.println("everything that was acknowledged is there");
            return 0;
        }
        System.out.println(loss.get());
        var mended = repair.mend();
        if (mended.isPresent()) {
            System.out.println("flipped bits were set right; the logs are kept as they were in " + mended.get());
            loss = repair.loss();
            if (loss.isEmpty()) {
                System.out.println("everything that was acknowledged is there");
                return 0;
            }
            System.out.println(loss.get());
        }
        if (!acceptLoss) {
            return 1;
        }
        System.out.println("accepted; the logs and the mark are kept as they were in " + repair.acceptLoss());
        return 0;
    }
}
