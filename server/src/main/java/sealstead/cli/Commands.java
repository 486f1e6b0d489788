package sealstead.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/// The whole command line, as it is run, completed and told of.
final class Commands {
    /// The words or options of a command cannot be understood. Not 2, which tells of what a command found.
    static final int USAGE = 64;

    private static final String DONE = "It was done, and what was looked at is well.";
    private static final String FAILED = "It was not done, or something is not well; what is wrong is told.";
    private static final String MISUSED = "The command line cannot be understood.";

    private static final List<Class<?>> ALL = List.of(
            ServerCommand.class,
            AccountCommand.class,
            EnvCommand.class,
            ConfigCommand.class,
            HealthCommand.class,
            KmsCommand.class,
            CertificateCommand.class,
            ExplainCommand.class,
            AuditCommand.class,
            MetricsCommand.class,
            ClockCommand.class,
            JobsCommand.class,
            TraceCommand.class,
            ScrubCommand.class,
            CoverageCommand.class,
            RewrapCommand.class,
            ServiceKeysCommand.class,
            ProveCommand.class,
            TokenCommand.class,
            WebhookCommand.class,
            AskCommand.class,
            ImportCommand.class,
            GarbageCommand.class,
            RepairCommand.class,
            SalvageCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            MigrateCommand.class,
            RecoveryKeyCommand.class,
            RootKeyCommand.class,
            CompletionCommand.class,
            ManCommand.class,
            RehearseCommand.class);

    private Commands() {}

    /// The line of all commands.
    static CommandLine line() {
        return line(ALL);
    }

    /// The line that understands `arguments`, with the flags of all settings where they are wanted. What is told of one
    /// command needs no other, and to make them all takes a quarter of a start (docs/bench).
    static CommandLine line(String... arguments) {
        var asked = arguments.length == 0
                ? Optional.<Class<?>>empty()
                : ALL.stream()
                        .filter(command -> isCalled(command, arguments[0]))
                        .findFirst();
        if (asked.isEmpty()) {
            return line();
        }
        var line = line(List.of(asked.get()));
        line.getSubcommands().values().forEach(SettingOptions::addTo);
        return line;
    }

    private static boolean isCalled(Class<?> command, String word) {
        var told = command.getAnnotation(Command.class);
        return told.name().equals(word) || List.of(told.aliases()).contains(word);
    }

    private static CommandLine line(List<Class<?>> commands) {
        var line = new CommandLine(new Main());
        commands.forEach(line::addSubcommand);
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
