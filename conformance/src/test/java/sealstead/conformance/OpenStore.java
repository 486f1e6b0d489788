package sealstead.conformance;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import sealstead.server.EngineJars;
import sealstead.store.Bytes;
import sealstead.store.EngineDriver;

/// The engine without a server.
final class OpenStore {
    private OpenStore() {}

    static EngineDriver.OpenEngine open(Map<String, String> settings, String gateway, Path scratch) throws IOException {
        return open(settings, gateway, scratch, new Heard());
    }

    static EngineDriver.OpenEngine open(Map<String, String> settings, String gateway, Path scratch, Heard heard)
            throws IOException {
        var engine = EngineJars.driver(
                        settings.getOrDefault("store.engine", ""), settings.getOrDefault("store.jars", ""))
                .open(new EngineDriver.Opening(settings, Bytes.utf8(gateway), scratch, heard), new SecureRandom());
        engine.begin();
        return engine;
    }

    /// What was heard of an engine.
    static final class Heard implements EngineDriver.Hearing {
        private volatile boolean well = true;

        boolean isWell() {
            return well;
        }

        @Override
        public void failed(String reason) {
            well = false;
        }

        @Override
        public void well() {
            well = true;
        }

        @Override
        public void pulse(long number) {}
    }
}
