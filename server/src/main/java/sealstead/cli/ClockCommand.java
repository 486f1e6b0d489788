package sealstead.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `sealstead clock`: whether the machine's clock and the time that the store has counted agree.
@Command(
        name = "clock",
        description = "Show whether the server believes its machine's clock, and accept it if it is right.",
        exitCodeList = {"2:The two times do not agree."},
        mixinStandardHelpOptions = true)
final class ClockCommand implements Callable<Integer> {
    @Mixin
    private final AdminOptions server = new AdminOptions();

    @Mixin
    private final Console output = new Console();

    @Option(
            names = "--accept",
            description = "the clock is right: what is due by it may be expired, collected and destroyed")
    private boolean accept;

    @Override
    public Integer call() throws IOException {
        var client = server.client();
        var document = accept ? client.ask("POST", "admin/clock/accept") : client.get("admin/clock");
        output.print(document);
        return document.path("agree").asBoolean() ? 0 : 2;
    }
}
