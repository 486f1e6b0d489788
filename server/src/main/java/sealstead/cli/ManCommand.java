package sealstead.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `sealstead man`: manual pages, made of what `--help` is made of.
@Command(
        name = "man",
        description = "Print the manual page of a command for `man -l -`, or write those of all into a folder.",
        mixinStandardHelpOptions = true)
final class ManCommand implements Callable<Integer> {
    @Option(names = "--to", paramLabel = "DIR", description = "write all pages, such as sealstead-backup-list.1")
    private @Nullable Path to;

    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "the command, such as `backup list`")
    private List<String> words = List.of();

    @Override
    public Integer call() throws IOException {
        var line = Commands.line();
        line.getSubcommands().values().forEach(SettingOptions::addTo);
        if (to != null) {
            Files.createDirectories(to);
            write(line, to);
            return 0;
        }
        for (var word : words) {
            var next = line.getSubcommands().get(word);
            if (next == null) {
                throw new IOException("there is no command `" + String.join(" ", words) + "`");
            }
            line = next;
        }
        System.out.print(ManPage.of(line.getCommandSpec()));
        return 0;
    }

    private static void write(CommandLine line, Path folder) throws IOException {
        var command = line.getCommandSpec();
        if (command.usageMessage().hidden()) {
            return;
        }
        Files.writeString(folder.resolve(ManPage.name(command) + ".1"), ManPage.of(command), StandardCharsets.UTF_8);
        for (var each : line.getSubcommands().entrySet()) {
            if (each.getKey().equals(each.getValue().getCommandName())) { // another name has no page of its own
                write(each.getValue(), folder);
            }
        }
    }
}
