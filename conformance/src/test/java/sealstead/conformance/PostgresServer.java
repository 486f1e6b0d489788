package sealstead.conformance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A real PostgreSQL of Debian's package on a free port, with a data folder of its own. It does not run as
/// root, and so runs as `postgres` where the tests are root.
final class PostgresServer implements AutoCloseable {
    static final String USER = "sealstead";
    static final String PASSWORD = "a-password-of-tests-8d1f";
    private static final Path PROGRAMS = Path.of("/usr/lib/postgresql/15/bin");
    /// Below those that the system hands out.
    private static final int LOWEST_PORT = 20_000;

    private static final int PORTS = 12_000;

    private final Path folder;
    private final int port;
    private final AtomicInteger databases = new AtomicInteger();

    PostgresServer() throws IOException {
        folder = Files.createTempDirectory("sealstead-postgres");
        var password = folder.resolve("password");
        Files.writeString(password, PASSWORD, StandardCharsets.US_ASCII);
        if (isRoot()) {
            run(List.of("chown", "-R", "postgres", folder.toString()));
        }
        runAsPostgres(
                PROGRAMS.resolve("initdb").toString(),
                "-D",
                data(),
                "-U",
                USER,
                "-A",
                "scram-sha-256",
                "--pwfile",
                password.toString(),
                "--locale=C",
                "-E",
                "UTF8");
        port = freePort();
        start();
    }

    static boolean isInstalled() {
        return Files.isExecutable(PROGRAMS.resolve("postgres"));
    }

    private static boolean isRoot() {
        return System.getProperty("user.name", "").equals("root");
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private static int freePort() throws IOException {
        while (true) {
            int port = LOWEST_PORT + ThreadLocalRandom.current().nextInt(PORTS);
            try (var free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (IOException taken) {
                // another one
            }
        }
    }

    void start() throws IOException {
        runAsPostgres(
                PROGRAMS.resolve("pg_ctl").toString(),
                "-D",
                data(),
                "-w",
                "-l",
                folder.resolve("log").toString(),
                "-o",
                "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=" + folder
                        + " -c max_connections=300 -c shared_buffers=64MB",
                "start");
    }

    /// Ends all its processes at once, as a crash would.
    void crash() throws IOException {
        runAsPostgres(PROGRAMS.resolve("pg_ctl").toString(), "-D", data(), "-m", "immediate", "-w", "stop");
    }

    int port() {
        return port;
    }

    /// Makes an empty database.
    ///
    /// @return its name
    String newDatabase() throws IOException {
        var name = "test" + databases.incrementAndGet();
        sql("postgres", "CREATE DATABASE " + name);
        return name;
    }

    String url(String database) {
        return "postgresql://127.0.0.1:" + port + "/" + database;
    }

    /// What a statement answers, without headings.
    String sql(String database, String statement) throws IOException {
        return run(List.of(
                "env",
                "PGPASSWORD=" + PASSWORD,
                PROGRAMS.resolve("psql").toString(),
                "-X",
                "-q",
                "-A",
                "-t",
                "-h",
                "127.0.0.1",
                "-p",
                "" + port,
                "-U",
                USER,
                "-d",
                database,
                "-c",
                statement));
    }

    private static void runAsPostgres(String... command) throws IOException {
        var all = new ArrayList<String>();
        if (isRoot()) {
            all.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        all.addAll(List.of(command));
        run(all);
    }

    private static String run(List<String> command) throws IOException {
        var out = Files.createTempFile("sealstead-postgres", ".out");
        try {
            // A file: what goes on running would keep a pipe open.
            var process = new ProcessBuilder(command)
                    .directory(Path.of("/tmp").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException(command.get(0) + " takes too long");
            }
            var said = Files.readString(out);
            if (process.exitValue() != 0) {
                throw new IOException(String.join(" ", command.subList(0, 5)) + ": " + said);
            }
            return said.strip();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException(stop);
        } finally {
            Files.deleteIfExists(out);
        }
    }

    @Override
    public void close() throws IOException {
        crash();
        try (var all = Files.walk(folder)) {
            for (var each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
