package sealstead.conformance;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import sealstead.server.EngineJars;
import sealstead.store.Bytes;
import sealstead.store.EngineDriver;
import sealstead.store.MetaStore;

/// The engine without a server.
final class OpenStore {
    private OpenStore() {}

    static EngineDriver.OpenEngine open(Map<String, String> settings, String gateway, Path scratch) throws IOException {
        return open(settings, gateway, scratch, new Heard());
    }

    static EngineDriver.OpenEngine open(Map<String, String> settings, String gateway, Path scratch, Heard heard)
            throws IOException {
        var engine = EngineJars.open(
                EngineJars.driver(settings.getOrDefault("store.engine", ""), settings.getOrDefault("store.jars", "")),
                new EngineDriver.EngineContext(settings, Bytes.utf8(gateway), scratch, true, heard),
                new SecureRandom());
        engine.begin();
        return engine;
    }

    /// Its records, whose closing closes all.
    static MetaStore records(EngineDriver.OpenEngine opened) {
        return (MetaStore) Proxy.newProxyInstance(
                MetaStore.class.getClassLoader(), new Class<?>[] {MetaStore.class}, (self, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        opened.close();
                        return null;
                    }
                    try {
                        return method.invoke(opened.records(), arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
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
