package sealstead.junit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.JarFile;

/// A server whose classes and libraries nobody else sees, nor it any but the JDK's.
final class IsolatedServer implements SealsteadServer, AutoCloseable {
    private static final String LIBRARIES = "META-INF/sealstead/lib/";

    private final Object server;

    private IsolatedServer(Object server) {
        this.server = server;
    }

    /// One for all servers of the process: their code is the same.
    private static final class Libraries {
        private static final Class<?> SERVER = load();

        private static Class<?> load() {
            try {
                var loader = new URLClassLoader(
                        "sealstead", urls().toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
                return loader.loadClass("sealstead.server.EmbeddedServer");
            } catch (IOException | URISyntaxException | ClassNotFoundException broken) {
                throw new IllegalStateException("the server's libraries cannot be read", broken);
            }
        }

        private static List<URL> urls() throws IOException, URISyntaxException {
            var home = Path.of(IsolatedServer.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return Files.isDirectory(home) ? inFolder(home.resolve(LIBRARIES)) : inJar(home);
        }

        private static List<URL> inFolder(Path folder) throws IOException {
            try (var files = Files.newDirectoryStream(folder, "*.jar")) {
                var urls = new ArrayList<URL>();
                for (var file : files) {
                    urls.add(file.toUri().toURL());
                }
                return urls;
            }
        }

        /// Copied out once for each build of the jar, since a class loader wants files.
        private static List<URL> inJar(Path jar) throws IOException {
            var stamp = Long.toHexString(Files.size(jar)) + "-"
                    + Long.toHexString(Files.getLastModifiedTime(jar).toMillis());
            var folder = Path.of(System.getProperty("java.io.tmpdir"))
                    .resolve("sealstead-junit-" + System.getProperty("user.name") + "-" + stamp);
            if (!Files.isDirectory(folder)) {
                var unfinished = Files.createTempDirectory(folder.getParent(), "sealstead-junit");
                copy(jar, unfinished);
                try {
                    Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
                } catch (IOException another) { // was there first
                    if (!Files.isDirectory(folder)) {
                        throw another;
                    }
                    return inFolder(unfinished);
                }
            }
            return inFolder(folder);
        }

        private static void copy(Path jar, Path folder) throws IOException {
            try (var file = new JarFile(jar.toFile())) {
                for (var entry : file.stream()
                        .filter(each -> each.getName().startsWith(LIBRARIES)
                                && each.getName().endsWith(".jar"))
                        .toList()) {
                    try (InputStream in = file.getInputStream(entry)) {
                        Files.copy(in, folder.resolve(entry.getName().substring(LIBRARIES.length())));
                    }
                }
            }
        }
    }

    static IsolatedServer start(Map<String, String> settings) {
        return new IsolatedServer(
                call(null, Libraries.SERVER, "start", new Class<?>[] {Map.class}, new Object[] {settings}));
    }

    private static Object call(
            @org.jspecify.annotations.Nullable Object on,
            Class<?> type,
            String method,
            Class<?>[] types,
            Object[] arguments) {
        var thread = Thread.currentThread();
        var before = thread.getContextClassLoader();
        thread.setContextClassLoader(type.getClassLoader());
        try {
            var answer = type.getMethod(method, types).invoke(on, arguments);
            return answer == null ? "" : answer;
        } catch (InvocationTargetException failed) {
            var why = failed.getCause();
            if (why instanceof IOException broken) {
                throw new UncheckedIOException(broken);
            }
            if (why instanceof RuntimeException broken) {
                throw broken;
            }
            throw new IllegalStateException(why);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private Object ask(String method) {
        return call(server, server.getClass(), method, new Class<?>[0], new Object[0]);
    }

    @Override
    public URI endpoint() {
        return (URI) ask("endpoint");
    }

    @Override
    public String region() {
        return (String) ask("region");
    }

    @Override
    public String accountId() {
        return (String) ask("accountId");
    }

    @Override
    public String accessKeyId() {
        return (String) ask("accessKeyId");
    }

    @Override
    public String secretAccessKey() {
        return (String) ask("secretAccessKey");
    }

    @Override
    public void pass(Duration by) {
        call(server, server.getClass(), "pass", new Class<?>[] {Duration.class}, new Object[] {by});
    }

    @Override
    public void fault(String api, String operation, Fault.Kind kind, Duration latency, long after, long times) {
        call(
                server,
                server.getClass(),
                "fault",
                new Class<?>[] {String.class, String.class, String.class, Duration.class, long.class, long.class},
                new Object[] {api, operation, kind.name().toLowerCase(Locale.ROOT), latency, after, times});
    }

    @Override
    public void noFaults() {
        ask("noFaults");
    }

    @Override
    public void close() {
        ask("close");
    }
}
