package sealstead.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `sealstead config`: every setting as it is in force, and where it comes from.
@Command(
        name = "config",
        description = "Print the effective configuration, secrets masked.",
        mixinStandardHelpOptions = true)
final class ConfigCommand implements Callable<Integer> {
    @Mixin
    private final SettingOptions settings = new SettingOptions();

    @Override
    public Integer call() throws IOException {
        settings.load().describe().forEach(System.out::println);
        return 0;
    }
}
