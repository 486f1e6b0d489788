package sealstead.bench;

import picocli.CommandLine;
import sealstead.bench.growth.GrowthCommand;
import sealstead.bench.load.CompareCommand;
import sealstead.bench.load.LoadCommand;
import sealstead.bench.micro.MicroCommand;

/// What `./sealstead bench` runs.
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new LoadCommand())
                .addSubcommand(new CompareCommand())
                .addSubcommand(new GrowthCommand())
                .addSubcommand(new MicroCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println("sealstead bench: " + failure);
                    return 1;
                })
                .execute(arguments));
    }
}
