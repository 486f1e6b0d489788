package sealstead.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `sealstead garbage`: one round of garbage collection in the running server.
@Command(name = "garbage", description = "Collect garbage in the running server now.", mixinStandardHelpOptions = true)
final class GarbageCommand implements Callable<Integer> {
    @Mixin
    private final AdminOptions server = new AdminOptions();

    @Mixin
    private final Console output = new Console();

    @Option(
            names = "--now",
            description = "what was deleted or replaced goes at once, before its grace is over: for a full disk")
    private boolean now;

    @Override
    public Integer call() throws IOException {
        var answer = server.client().ask("POST", "admin/garbage/collect?now=" + now);
        if (!output.printed(answer)) {
            System.out.println("blobs deleted: " + answer.path("deleted").asLong());
        }
        return 0;
    }
}
