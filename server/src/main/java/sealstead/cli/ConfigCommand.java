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

    @Mixin
    private final Console output = new Console();

    @Option(names = "--check", description = "print nothing but what is wrong")
    private boolean check;

    @Option(names = "--example", description = "print a file with every setting, its default and what it means")
    private boolean example;

    @Override
    public Integer call() throws IOException {
        if (example) {
            printExample();
            return 0;
        }
        var facts = settings.load().facts();
        if (check) {
            output.printed(Console.document().put("usable", true));
            return 0;
        }
        var document = Console.document();
        for (var fact : facts) {
            document.putObject(fact.setting().key())
                    .put("value", fact.value())
                    .put("origin", fact.origin())
                    .put("meaning", fact.setting().meaning());
        }
        if (!output.printed(document)) {
            facts.forEach(System.out::println);
        }
        return 0;
    }

    private void printExample() {
        var document = Console.document();
        var text = new StringBuilder();
        for (var setting : Setting.values()) {
            if (setting != Setting.CONFIG && setting != Setting.PASSPHRASE) {
                document.putObject(setting.key())
                        .put("default", setting.byDefault())
                        .put("expected", setting.expected())
                        .put("meaning", setting.meaning());
                text.append("# %s; %s%n# %s = %s%n%n"
                        .formatted(setting.meaning(), setting.expected(), setting.key(), setting.byDefault()));
            }
        }
        if (!output.printed(document)) {
            System.out.print(text);
        }
    }
}
