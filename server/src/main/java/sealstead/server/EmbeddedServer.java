package sealstead.server;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import sealstead.fault.FaultRule;
import sealstead.iam.AccessKeys;

/// A server in this process, on a free port of the loopback address, in a folder that goes when it is closed: S3, KMS,
/// IAM and STS for tests and tools. Its time can be moved and its calls can be made to fail.
///
///     try (var server = EmbeddedServer.start()) {
///         URI endpoint = server.endpoint(); // with server.accessKeyId(), server.secretAccessKey(), server.region()
///     }
public final class EmbeddedServer implements AutoCloseable {
    /// In memory, where the machine has such a folder.
    private static final Path MEMORY = Path.of("/dev/shm");

    private final SealsteadServer server;
    private final Path folder;
    private final String region;
    private final AccessKeys.AccessKey root;

    private EmbeddedServer(SealsteadServer server, Path folder, String region) {
        this.server = server;
        this.folder = folder;
        this.region = region;
        this.root = server.accounts().root();
    }

    public static EmbeddedServer start() throws IOException {
        return start(Map.of());
    }

    /// @param settings by their names, such as `region`; over those that such a server has
    /// @throws IOException if it cannot start; nothing is left then
    public static EmbeddedServer start(Map<String, String> settings) throws IOException {
        var folder = Files.isWritable(MEMORY)
                ? Files.createTempDirectory(MEMORY, "sealstead")
                : Files.createTempDirectory("sealstead");
        try {
            Map<Setting, String> chosen = new EnumMap<>(Setting.class);
            chosen.put(Setting.LISTEN, "127.0.0.1:0");
            chosen.put(Setting.DATA, folder.resolve("data").toString());
            chosen.put(Setting.TEST_FAULTS, "true");
            chosen.put(Setting.DISK_RESERVE, "0");
            chosen.put(Setting.DISK_LOW_WATER, "0");
            for (var entry : settings.entrySet()) {
                var setting = Setting.keyed(entry.getKey())
                        .orElseThrow(() -> new IOException("there is no setting " + entry.getKey()));
                chosen.put(setting, entry.getValue());
            }
            var config = Config.load(chosen, Map.of());
            return new EmbeddedServer(SealsteadServer.start(config, Clock.systemUTC()), folder, config.region());
        } catch (IOException | RuntimeException failed) {
            delete(folder);
            throw failed;
        }
    }

    /// Of S3 and of all other APIs.
    public URI endpoint() {
        return URI.create(server.endpoint());
    }

    public String region() {
        return region;
    }

    /// The first account, twelve digits.
    public String accountId() {
        return root.principal().accountId();
    }

    /// Of the first account's root user, who may everything.
    public String accessKeyId() {
        return root.id();
    }

    public String secretAccessKey() {
        return new String(root.secret().exposeBytes(), StandardCharsets.UTF_8);
    }

    /// Adds a fault to those in force.
    ///
    /// @param api such as `s3` or `kms`
    /// @param operation such as `PutObject`; empty for all
    /// @param kind `latency`, `throttle` or `outage`
    /// @param after how many calls are left alone first
    /// @param times how many are met then; 0 for all
    public void fault(String api, String operation, String kind, Duration latency, long after, long times) {
        server.addFault(new FaultRule(
                api,
                operation,
                FaultRule.Kind.valueOf(kind.toUpperCase(java.util.Locale.ROOT)),
                latency,
                after,
                times));
    }

    /// Ends all faults.
    public void noFaults() {
        server.endFaults();
    }

    /// As if that much time went by; what is due by then happens before this returns.
    public void pass(Duration by) throws IOException {
        server.pass(by);
    }

    @Override
    public void close() throws IOException {
        try {
            server.close();
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, java.io.IOException failed) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
