package sealstead.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sealstead.kms.Ledger;
import sealstead.server.Config;
import sealstead.server.SealsteadServer;
import sealstead.server.Setting;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.s3.S3Client;

/// The server of a test class: one of its own, with real HTTP on a free port, a temporary data folder and a clock that
/// can be moved; or, if another [Endpoint] was given, that one, and then what only a server of one's own has ends the
/// test.
final class LocalServer implements AutoCloseable {
    static final String ACCESS_KEY_ID = System.getProperty("sealstead.access-key", "AKIDTESTTESTTEST0001");
    static final String SECRET = System.getProperty("sealstead.secret-key", "test-secret/with+characters0123456789abc");
    static final String ACCOUNT = System.getProperty("sealstead.account", "111122223333");
    static final String REGION = Endpoint.REGIONS.getFirst();

    private final @Nullable Path folder;
    private final MovableClock clock = new MovableClock();
    private final Map<Setting, String> settings = new EnumMap<>(Setting.class);
    private final Overlay overlay = Overlay.chosen();
    private String overlayKey = "";
    private @Nullable SealsteadServer server;

    LocalServer() {
        this(Map.of());
    }

    /// @param more settings of its own, which no given endpoint has
    LocalServer(Map<Setting, String> more) {
        this(more, FarStore.isChosen() && !more.containsKey(Setting.STORE_ENGINE));
    }

    /// One whose data is in its folder, whatever the tests run on.
    static LocalServer onLocalFiles() {
        Endpoint.inside("files of its own");
        return new LocalServer(Map.of(), false);
    }

    private LocalServer(Map<Setting, String> more, boolean far) {
        Endpoint.inside(more);
        Endpoint.enter();
        if (Endpoint.isGiven()) {
            folder = null;
            return;
        }
        try {
            folder = Files.createTempDirectory("sealstead-test");
            settings.put(Setting.LISTEN, "127.0.0.1:0");
            settings.put(Setting.DATA, folder.resolve("data").toString());
            settings.put(Setting.ROOT_ACCESS_KEY_ID, ACCESS_KEY_ID);
            settings.put(Setting.ROOT_SECRET_ACCESS_KEY, SECRET);
            settings.put(Setting.ACCOUNT_ID, ACCOUNT);
            settings.put(Setting.DELETE_BUCKET_LEASE, "PT0.02S");
            if (far) {
                settings.putAll(FarStore.newChosenStore());
            }
            settings.putAll(more);
            start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    void start() throws IOException {
        Endpoint.inside("a stop or a start");
        clock.wentBack = () -> server().time().accept();
        server = SealsteadServer.start(Config.load(settings, Map.of()), clock, clock::nanos);
    }

    void stop() throws IOException {
        Endpoint.inside("a stop or a start");
        if (server != null) {
            server.close();
            server = null;
        }
    }

    void restart() throws IOException {
        stop();
        start();
    }

    /// What the server has counted since its start, by name.
    Map<String, Long> counts() {
        return server().counts();
    }

    long counted(String name) {
        return counted(counts(), name);
    }

    static long counted(Map<String, Long> counts, String name) {
        return Objects.requireNonNull(counts.get(name), name);
    }

    SealsteadServer server() {
        Endpoint.inside("what is inside the server");
        if (server == null) {
            throw new IllegalStateException("stopped");
        }
        return server;
    }

    Path dataFolder() {
        Endpoint.inside("the data folder");
        return folder().resolve("data");
    }

    private Path folder() {
        return Objects.requireNonNull(folder);
    }

    /// How many blobs there are, wherever they are.
    long blobs() throws IOException {
        if (settings.containsKey(Setting.STORE_ENGINE)) {
            return FarStore.blobs(settings);
        }
        try (var files = Files.walk(dataFolder().resolve("blobs"))) {
            return files.filter(Files::isRegularFile).count();
        } catch (UncheckedIOException moved) {
            return blobs();
        }
    }

    MovableClock clock() {
        return clock;
    }

    URI endpoint() {
        return Endpoint.isGiven() ? Endpoint.given() : URI.create(server().endpoint());
    }

    Ledger ledger() {
        Endpoint.inside("the count of KMS calls");
        return server().ledger();
    }

    /// Calls that were really made for `bucket`.
    long kmsCalls(String operation, String bucket) {
        return ledger().rows().stream()
                .filter(row -> row.entry().operation().equals(operation)
                        && row.entry().bucket().equals(bucket)
                        && row.entry().outcome() == Ledger.Outcome.MADE)
                .mapToLong(Ledger.Row::calls)
                .sum();
    }

    static StaticCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY_ID, SECRET));
    }

    /// A client with the SDK's own defaults but for the endpoint, the credentials and the overlay, if one was chosen.
    S3Client s3() {
        return overlay == Overlay.NONE ? s3(List.of()) : s3(List.of(overlay.interceptor(this::plainS3, overlayKey())));
    }

    /// A client that no overlay touches.
    S3Client plainS3() {
        return s3(List.of());
    }

    private S3Client everyRegionsS3() {
        return S3Client.builder()
                .endpointOverride(endpoint())
                .region(Region.of(REGION))
                .crossRegionAccessEnabled(true)
                .credentialsProvider(credentials())
                .build();
    }

    private S3Client s3(List<ExecutionInterceptor> chosen) {
        var interceptors = new ArrayList<>(Endpoint.interceptors());
        interceptors.addAll(chosen);
        return S3Client.builder()
                .endpointOverride(endpoint())
                .region(Region.of(REGION))
                .credentialsProvider(credentials())
                .overrideConfiguration(c -> c.executionInterceptors(interceptors))
                .build();
    }

    private String overlayKey() {
        if (overlayKey.isEmpty()) {
            try (var kms = kms()) {
                overlayKey = kms.createKey().keyMetadata().arn();
            }
        }
        return overlayKey;
    }

    KmsClient kms() {
        return KmsClient.builder()
                .endpointOverride(Endpoint.isGiven() ? Endpoint.kms() : endpoint())
                .region(Region.of(REGION))
                .credentialsProvider(credentials())
                .overrideConfiguration(c -> c.executionInterceptors(Endpoint.interceptors()))
                .build();
    }

    @Override
    public void close() throws IOException {
        if (Endpoint.isGiven()) {
            try (var s3 = everyRegionsS3();
                    var directory = DirectoryBuckets.client(this)) {
                Endpoint.leave(s3, directory);
            }
            return;
        }
        stop();
        Files.walkFileTree(folder(), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// The system's time and an offset.
    static final class MovableClock extends Clock {
        private volatile Duration offset = Duration.ZERO;
        private volatile Duration jumped = Duration.ZERO;

        private Runnable wentBack = () -> {};

        /// Time goes by, for the clock and for the machine; or, as no machine can, it is taken back.
        void move(Duration by) {
            Endpoint.inside("the server's clock");
            offset = offset.plus(by);
            if (by.isNegative()) {
                wentBack.run();
            }
        }

        /// The clock is set, and no time goes by.
        void jump(Duration by) {
            Endpoint.inside("the server's clock");
            jumped = jumped.plus(by);
        }

        long nanos() {
            return System.nanoTime() + offset.toNanos();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(offset).plus(jumped);
        }
    }
}
