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
        var engine = EngineJars.driver("postgres", FarStore.jars())
                .open(
                        new EngineDriver.Opening(settings, Bytes.utf8(gateway), scratch, new EngineDriver.Hearing() {
                            @Override
                            public void failed(String reason) {}

                            @Override
                            public void well() {}

                            @Override
                            public void pulse(long number) {}
                        }),
                        new SecureRandom());
        engine.begin();
        return engine;
    }
}
