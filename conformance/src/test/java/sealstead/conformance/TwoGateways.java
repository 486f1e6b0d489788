package sealstead.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import sealstead.server.Config;
import sealstead.server.SealsteadServer;
import sealstead.server.Setting;

/// A store in a PostgreSQL, and gateways that have it together: each with a folder of its own and the one root key.
final class TwoGateways {
    private final Path folder;
    private final Map<Setting, String> store;

    TwoGateways(Path folder) {
        this.folder = folder;
        this.store = FarStore.shared().newStore();
    }

    /// From the next start on.
    TwoGateways with(Setting setting, String value) {
        store.put(setting, value);
        return this;
    }

    Map<Setting, String> settings(String name) {
        var settings = new EnumMap<Setting, String>(Setting.class);
        settings.putAll(store);
        settings.put(Setting.LISTEN, "127.0.0.1:0");
        settings.put(Setting.DATA, folder.resolve(name).resolve("data").toString());
        settings.put(Setting.ROOT_KEY_FILE, folder.resolve("root-key").toString());
        settings.put(Setting.ROOT_ACCESS_KEY_ID, LocalServer.ACCESS_KEY_ID);
        settings.put(Setting.ROOT_SECRET_ACCESS_KEY, LocalServer.SECRET);
        settings.put(Setting.ACCOUNT_ID, LocalServer.ACCOUNT);
        return settings;
    }

    SealsteadServer start(String name) throws IOException {
        return start(name, Clock.systemUTC());
    }

    SealsteadServer start(String name, Clock clock) throws IOException {
        return SealsteadServer.start(Config.load(settings(name), Map.of()), clock);
    }

    static JsonNode told(SealsteadServer server, String page) throws IOException {
        return Administration.told(URI.create(server.endpoint()), server.rootKey(), page);
    }

    /// Which gateway does what is to be done once, as one of them knows it.
    static String leader(SealsteadServer server) throws IOException {
        return told(server, "GET admin/jobs").path("leader").asText();
    }
}
