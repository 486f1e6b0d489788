package sealstead.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sealstead.server.Setting;

/// `sealstead config`: every setting as it is in force, and where it comes from; or whether all are usable; or
/// a file to begin with.
@Command(
        name = "config",
        description = "Print the effective configuration, secrets masked. What is unusable or unknown is an error.",
        mixinStandardHelpOptions = true)
final class ConfigCommand implements Callable<Integer> {
    @Mixin
    private final SettingOptions settings = new SettingOptions();

    @Option(names = "--check", description = "print nothing but what is wrong")
    private boolean check;

    @Option(names = "--example", description = "print a file with every setting, its default and what it means")
    private boolean example;

    @Override
    public Integer call() throws IOException {
        if (example) {
            for (var setting : Setting.values()) {
                if (setting != Setting.CONFIG && setting != Setting.PASSPHRASE) {
                    System.out.printf(
                            "# %s; %s%n# %s = %s%n%n",
                            setting.meaning(), setting.kind().expected(), setting.key(), setting.byDefault());
                }
            }
            return 0;
        }
        if (check) {
            settings.load();
            return 0;
        }
        settings.load().describe().forEach(System.out::println);
        return 0;
    }
}
