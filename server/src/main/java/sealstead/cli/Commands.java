package sealstead.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// The whole command line, as it is run, completed and told of.
final class Commands {
    /// The words or options of a command cannot be understood. Not 2, which tells of what a command found.
    static final int USAGE = 64;

    private static final String DONE = "It was done, and what was looked at is well.";
    private static final String FAILED = "It was not done, or something is not well; what is wrong is told.";
    private static final String MISUSED = "The command line cannot be understood.";

    private Commands() {}

    static CommandLine line() {
        var line = new CommandLine(new Main());
        addStatuses(line);
        var usual = line.getParameterExceptionHandler();
        line.setParameterExceptionHandler((wrong, arguments) -> {
            usual.handleParseException(wrong, arguments);
            return USAGE;
        });
        return line;
    }

    /// A command says only what it means by a status that others have not, or mean otherwise.
    private static void addStatuses(CommandLine line) {
        var usage = line.getCommandSpec().usageMessage();
        usage.exitCodeListHeading("%nExit status:%n");
        usage.exitCodeList(statuses(line.getCommandSpec()));
        line.getSubcommands().values().forEach(Commands::addStatuses);
    }

    /// What each exit status of a command means.
    static Map<String, String> statuses(CommandSpec command) {
        var own = command.usageMessage().exitCodeList();
        Map<String, String> all = new LinkedHashMap<>();
        all.put("0", own.getOrDefault("0", DONE));
        all.put("1", own.getOrDefault("1", FAILED));
        own.forEach(all::putIfAbsent);
        all.put(String.valueOf(USAGE), MISUSED);
        return all;
    }
}
