package sealstead.server;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import sealstead.store.EngineDriver;

/// The jars of an engine in a class loader of their own: of this server they see the interfaces of `store` and
/// the log, and nothing that they bring is seen by this server. So an engine's libraries can be of any version.
public final class EngineJars extends URLClassLoader {
    private static final String SHARED = "sealstead\\.store\\.[A-Z][^.]*|org\\.slf4j\\..*";

    static {
        registerAsParallelCapable();
    }

    private EngineJars(List<URL> jars, ClassLoader server) {
        super("engine", jars.toArray(URL[]::new), new Shared(server));
    }

    /// What both sides know; all else is the platform's or not there.
    private static final class Shared extends ClassLoader {
        static {
            registerAsParallelCapable();
        }

        private final ClassLoader server;

        Shared(ClassLoader server) {
            super("engine-shared", ClassLoader.getPlatformClassLoader());
            this.server = server;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.matches(SHARED)) {
                return server.loadClass(name);
            }
            throw new ClassNotFoundException(name);
        }
    }

    /// The driver of an engine.
    ///
    /// @param places folders and jars, with the path separator between them
    /// @throws IOException if it is not there
    public static EngineDriver driver(String engine, String places) throws IOException {
        if (places.isEmpty()) {
            throw new IOException("store.engine = " + engine
                    + " needs jars that are not part of this server: store.jars says where they are");
        }
        var jars = new ArrayList<URL>();
        for (var place : places.split(Pattern.quote(File.pathSeparator))) {
            add(Path.of(place), jars);
        }
        for (var driver :
                ServiceLoader.load(EngineDriver.class, new EngineJars(jars, EngineJars.class.getClassLoader()))) {
            if (driver.name().equals(engine)) {
                return driver;
            }
        }
        throw new IOException("there is no engine " + engine + " among the jars of store.jars: " + places);
    }

    /// Opens an engine. What its libraries look up by name they find among the jars beside them, and so do threads that
    /// they start.
    public static EngineDriver.OpenEngine open(
            EngineDriver driver, EngineDriver.EngineContext opening, RandomGenerator random) throws IOException {
        var thread = Thread.currentThread();
        var before = thread.getContextClassLoader();
        thread.setContextClassLoader(driver.getClass().getClassLoader());
        try {
            return driver.open(opening, random);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static void add(Path place, List<URL> jars) throws IOException {
        if (!Files.isDirectory(place)) {
            if (!Files.isRegularFile(place)) {
                throw new IOException("store.jars names what is not there: " + place);
            }
            jars.add(place.toUri().toURL());
            return;
        }
        int before = jars.size();
        try (var all = Files.newDirectoryStream(place, "*.jar")) {
            for (var jar : all) {
                jars.add(jar.toUri().toURL());
            }
        }
        if (jars.size() == before) {
            jars.add(place.toUri().toURL()); // of classes
        }
    }
}
