package sealstead.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `sealstead ask METHOD PAGE`: any page of the administration, such as `POST admin/garbage/collect`.
@Command(
        name = "ask",
        description = "Ask the running server for a page of its administration.",
        mixinStandardHelpOptions = true)
final class AskCommand implements Callable<Integer> {
    @Mixin
    private final AdminOptions server = new AdminOptions();

    @Mixin
    private final Console output = new Console();

    @Option(names = "--file", paramLabel = "F", description = "what to send with it")
    private @Nullable Path file;

    @Parameters(index = "0", paramLabel = "METHOD", description = "GET, POST, PUT or DELETE")
    private String method = "";

    @Parameters(index = "1", paramLabel = "PAGE", description = "such as admin/counters")
    private String page = "";

    @Override
    public Integer call() throws IOException {
        var body = file == null ? "" : Files.readString(file);
        output.print(server.client().ask(method.toUpperCase(Locale.ROOT), page, body));
        return 0;
    }
}
