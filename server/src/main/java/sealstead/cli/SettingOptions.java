package sealstead.cli;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import sealstead.server.Config;
import sealstead.server.Setting;

/// The settings as flags, `--name VALUE` for each that is no secret; those are taken from the file and the
/// environment only, since other users of the machine see command lines.
final class SettingOptions {
    @Option(names = "--listen", paramLabel = "HOST:PORT", description = "address and port to listen on")
    private @Nullable String listen;

    @Option(names = "--data", paramLabel = "DIR", description = "the data folder")
    private @Nullable String data;

    @Option(names = "--config", paramLabel = "FILE", description = "a file with settings, `name = value` a line")
    private @Nullable String config;

    private final Map<Setting, String> others = new EnumMap<>(Setting.class);

    /// Gives a command the flags of all settings that it has not yet. They are many, so only the command that
    /// is asked for gets them, and only the help of the server shows them.
    static void addTo(CommandLine command) {
        command.getCommandSpec().mixins().values().forEach(mixin -> addTo(command.getCommandSpec(), mixin));
        command.getSubcommands().values().forEach(SettingOptions::addTo);
    }

    private static void addTo(CommandSpec command, CommandSpec mixin) {
        if (mixin.userObject() instanceof SettingOptions options) {
            options.addTo(command);
        }
        mixin.mixins().values().forEach(inner -> addTo(command, inner));
    }

    private void addTo(CommandSpec command) {
        for (var setting : Setting.values()) {
            var name = "--" + setting.key();
            if (setting.isSecret() || command.findOption(name) != null) {
                continue;
            }
            command.addOption(OptionSpec.builder(name)
                    .type(String.class)
                    .paramLabel(setting.label())
                    .description(setting.meaning().replace("%", "%%"))
                    .hidden(!command.name().equals("server"))
                    .setter(new CommandLine.Model.ISetter() {
                        @Override
                        @SuppressWarnings({"unchecked", "NullAway"}) // its contract: null for a value that is not known
                        public <T> T set(T value) {
                            if (value != null) {
                                others.put(setting, value.toString());
                            }
                            return null;
                        }
                    })
                    .build());
        }
    }

    /// The settings with another data folder.
    Config load(String otherData) throws IOException {
        data = otherData;
        return load();
    }

    Config load() throws IOException {
        Map<Setting, String> flags = new EnumMap<>(Setting.class);
        flags.putAll(others);
        put(flags, Setting.LISTEN, listen);
        put(flags, Setting.DATA, data);
        put(flags, Setting.CONFIG, config);
        return Config.load(flags, System.getenv());
    }

    private static void put(Map<Setting, String> flags, Setting setting, @Nullable String value) {
        if (value != null) {
            flags.put(setting, value);
        }
    }
}
