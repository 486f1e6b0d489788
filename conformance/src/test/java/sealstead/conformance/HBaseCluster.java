package sealstead.conformance;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.JarFile;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import sealstead.server.Setting;

/// An HBase of three region servers on an HDFS of three DataNodes, in one process of its own
/// (`src/test/hbase/Cluster.java`), for all tests of a process; each store in it is a table and a folder of its own.
/// It runs on Java 17, which it is made for, or, where that is not installed, on this Java with Hadoop's newer class
/// for who is logged in.
final class HBaseCluster implements AutoCloseable {
    private static final Path MODULE =
            Path.of("../store-hbase/target").toAbsolutePath().normalize();
    private static final Path CLASS_PATH = Path.of("target/hbase.classpath");
    private static final Path SOURCE = Path.of("src/test/hbase");
    private static final Path JAVA_17 =
            Path.of(System.getProperty("sealstead.java17", "/usr/lib/jvm/java-17-openjdk-amd64"), "bin", "java");
    private static final String NEWER = "org/apache/hadoop/security/UserGroupInformation";
    private static final String NEWER_TOO = "org/apache/hadoop/security/authentication/util/SubjectUtil";
    private static final int START_MINUTES = 5;
    private static final int ANSWER_MINUTES = 3;
    private static final List<String> OPEN = List.of(
            "java.base/java.lang",
            "java.base/java.nio",
            "java.base/java.util",
            "java.base/java.util.concurrent",
            "java.base/java.io",
            "java.base/java.net",
            "java.base/java.lang.reflect",
            "java.base/jdk.internal.misc");
    private static final List<String> EXPORTED =
            List.of("java.base/jdk.internal.misc", "java.security.jgss/sun.security.krb5");

    private static @Nullable HBaseCluster started;

    private volatile Meanwhile meanwhile = () -> {};

    private final Path folder;
    private final Process process;
    private final PrintStream orders;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final AtomicInteger losses = new AtomicInteger();
    private final AtomicInteger stores = new AtomicInteger();
    private final Path site;
    private final URI files;

    private HBaseCluster() throws IOException {
        long began = System.nanoTime();
        folder = Files.createTempDirectory("sealstead-hbase");
        process = new ProcessBuilder(command())
                .directory(folder.toFile())
                .redirectError(folder.resolve("errors").toFile())
                .start();
        orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        Thread.ofPlatform().daemon().name("hbase-of-tests").start(this::listen);
        var ready = answer(START_MINUTES).split(" ");
        if (!ready[0].equals("READY")) {
            throw new IOException("the HBase of the tests did not start: " + folder.resolve("errors"));
        }
        System.out.println("HBaseCluster: there after " + (System.nanoTime() - began) / 1_000_000 + " ms");
        files = URI.create(ready[2]);
        site = Files.createDirectory(folder.resolve("site"));
        Files.writeString(
                site.resolve("hbase-site.xml"),
                "<configuration>"
                        + property("hbase.zookeeper.quorum", "localhost")
                        + property("hbase.zookeeper.property.clientPort", ready[1])
                        + "</configuration>");
    }

    private static String property(String name, String value) {
        return "<property><name>" + name + "</name><value>" + value + "</value></property>";
    }

    private List<String> command() throws IOException {
        var classes = Files.createDirectory(folder.resolve("classes"));
        var jars = Files.readString(CLASS_PATH).strip();
        var compiler = ToolProvider.getSystemJavaCompiler();
        var errors = new java.io.ByteArrayOutputStream();
        int failed = compiler.run(
                null,
                null,
                errors,
                "--release",
                "17",
                "-proc:none",
                "-cp",
                jars,
                "-d",
                classes.toString(),
                SOURCE.resolve("Cluster.java").toString(),
                SOURCE.resolve("Launch.java").toString());
        if (failed != 0) {
            throw new IOException("the HBase of the tests does not compile: " + errors);
        }
        boolean is17 = Files.isExecutable(JAVA_17);
        var command = new ArrayList<String>();
        command.add(
                is17
                        ? JAVA_17.toString()
                        : Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(List.of("-Xmx1500m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        for (var opened : OPEN) {
            command.addAll(List.of("--add-opens", opened + "=ALL-UNNAMED"));
        }
        for (var exported : EXPORTED) {
            command.addAll(List.of("--add-exports", exported + "=ALL-UNNAMED"));
        }
        var all = classes + File.pathSeparator + jars;
        if (!is17) {
            command.add("--sun-misc-unsafe-memory-access=allow");
            all = newer() + File.pathSeparator + all;
        }
        command.addAll(List.of(
                "-Dtest.build.data.basedirectory=" + folder.resolve("data"),
                "-Djava.io.tmpdir=" + Files.createDirectory(folder.resolve("tmp")),
                "-cp",
                classes.toString(),
                "Launch",
                all));
        return command;
    }

    /// Hadoop 3.4.2 asks for the subject of a thread in a way that Java 25 does not know any more; the client's does
    /// not.
    private Path newer() throws IOException {
        var classes = Files.createDirectory(folder.resolve("newer"));
        try (var jars = Files.newDirectoryStream(MODULE.resolve("lib"), "hadoop-client-api-*.jar")) {
            for (var jar : jars) {
                try (var opened = new JarFile(jar.toFile())) {
                    for (var entry : java.util.Collections.list(opened.entries())) {
                        if (entry.getName().startsWith(NEWER) || entry.getName().startsWith(NEWER_TOO)) {
                            var file = classes.resolve(entry.getName());
                            Files.createDirectories(java.util.Objects.requireNonNull(file.getParent()));
                            Files.copy(opened.getInputStream(entry), file);
                        }
                    }
                }
            }
        }
        return classes;
    }

    /// Whether it can be started here: the module is built and its jars are there.
    static boolean isAvailable() {
        return Files.isRegularFile(CLASS_PATH) && Files.isDirectory(MODULE.resolve("lib"));
    }

    static synchronized HBaseCluster shared() {
        var cluster = started;
        if (cluster != null && !cluster.process.isAlive()) {
            // One that has ended costs the tests after it nothing but another start.
            System.err.println("the HBase of the tests has ended with " + cluster.process.exitValue());
            cluster = null;
        }
        if (cluster == null) {
            try {
                cluster = new HBaseCluster();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            started = cluster;
            var ours = cluster;
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
                try {
                    ours.close();
                } catch (IOException left) {
                    System.err.println("the HBase of the tests was not ended: " + left);
                }
            }));
        }
        return cluster;
    }

    private void listen() {
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                switch (line) {
                    case "LOST" -> Thread.ofPlatform().daemon().start(this::lose);
                    case "GONE" -> {}
                    default -> answers.add(line);
                }
            }
        } catch (IOException ended) {
            // as its process has
        }
        answers.add("ENDED");
    }

    private String answer(int minutes) throws IOException {
        try {
            var line = answers.poll(minutes, TimeUnit.MINUTES);
            return line == null ? "SILENT" : line;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException(stop);
        }
    }

    /// Has the cluster do something, and waits until it is done.
    ///
    /// @return what it says
    synchronized String order(String words) throws IOException {
        orders.println(words);
        var answer = answer(ANSWER_MINUTES);
        if (!answer.startsWith("OK")) {
            throw new IOException(words + ": " + answer);
        }
        return answer.substring("OK".length()).strip();
    }

    /// What others do while somebody waits for an answer that he will not get.
    interface Meanwhile {
        void run() throws IOException;
    }

    /// Has the next answer to a commit be lost, once it is done.
    void loseAnswer(Meanwhile others) throws IOException {
        meanwhile = others;
        order("lose 0");
    }

    int losses() {
        return losses.get();
    }

    private void lose() {
        try {
            losses.incrementAndGet();
            meanwhile.run();
        } catch (IOException | RuntimeException failed) {
            System.err.println("what was to come between failed: " + failed);
        } finally {
            orders.println("go");
        }
    }

    /// Has the whole cluster stand still (`STOP`), or go on (`CONT`).
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    static String jars() {
        return MODULE.resolve("classes") + File.pathSeparator + MODULE.resolve("lib");
    }

    /// How many blobs there are in a folder.
    long blobs(String uri) throws IOException {
        return Long.parseLong(order("count " + URI.create(uri).getPath()));
    }

    /// The settings of a store that is new.
    Map<Setting, String> newStore() {
        int number = stores.incrementAndGet();
        var settings = new EnumMap<Setting, String>(Setting.class);
        settings.put(Setting.STORE_ENGINE, "hbase");
        settings.put(Setting.STORE_JARS, jars());
        settings.put(Setting.STORE_HBASE_CONFIGURATION, site.toString());
        settings.put(Setting.STORE_HBASE_TABLE, "test-" + number);
        settings.put(Setting.STORE_HBASE_REGIONS, "1");
        settings.put(Setting.STORE_HBASE_BLOBS, files + "/store-" + number);
        return settings;
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        try (var all = Files.walk(folder)) {
            for (var each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
