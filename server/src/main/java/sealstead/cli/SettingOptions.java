package sealstead.cli;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import sealstead.server.Config;
import sealstead.server.Setting;

/// The settings that have flags; everything else comes from the file and the environment.
final class SettingOptions {
    @Option(names = "--listen", paramLabel = "HOST:PORT", description = "address and port to listen on")
    private @Nullable String listen;

    @Option(names = "--data", paramLabel = "DIR", description = "the data folder")
    private @Nullable String data;

    @Option(names = "--region", paramLabel = "REGION", description = "the region that this server is")
    private @Nullable String region;

    @Option(names = "--config", paramLabel = "FILE", description = "a file with settings, `name = value` a line")
    private @Nullable String config;

    @Option(
            names = "--lifecycle-day",
            paramLabel = "DURATION",
            description = "how long a day of lifecycle rules and inventories lasts, ISO 8601; for testers")
    private @Nullable String lifecycleDay;

    /// The settings with another data folder.
    Config load(String otherData) throws IOException {
        data = otherData;
        return load();
    }

    Config load() throws IOException {
        Map<Setting, String> flags = new EnumMap<>(Setting.class);
        put(flags, Setting.LISTEN, listen);
        put(flags, Setting.DATA, data);
        put(flags, Setting.REGION, region);
        put(flags, Setting.CONFIG, config);
        put(flags, Setting.LIFECYCLE_DAY, lifecycleDay);
        return Config.load(flags, System.getenv());
    }

    private static void put(Map<Setting, String> flags, Setting setting, @Nullable String value) {
        if (value != null) {
            flags.put(setting, value);
        }
    }
}
