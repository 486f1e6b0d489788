package sealstead.conformance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import sealstead.server.Setting;

/// One PostgreSQL and one second Sealstead, as the S3 endpoint that blobs are sent to, for all tests of a
/// process; each store in them is a database and a prefix of its own. They are started when the first store is
/// asked for.
///
/// `-Dsealstead.engine=postgres` gives every [LocalServer] such a store, and `hbase` one in an [HBaseCluster]: the
/// tests that are marked [AnyEngine], or of these those that are marked [Quick], run again so (conformance/pom.xml).
final class FarStore {
    static final String PROPERTY = "sealstead.engine";
    private static final String BUCKET = "blobs-of-another";
    private static final Path MODULE =
            Path.of("../store-postgres/target").toAbsolutePath().normalize();
    private static final AtomicInteger STORES = new AtomicInteger();
    private static @Nullable FarStore started;

    private final PostgresServer postgres;
    private final LocalServer upstream;

    /// Marks tests that ask only what every engine promises.
    @org.junit.jupiter.api.Tag("any-engine")
    @java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)
    @java.lang.annotation.Target({java.lang.annotation.ElementType.TYPE, java.lang.annotation.ElementType.METHOD})
    @interface AnyEngine {}

    /// Of these tests, those that are quick enough to be run on every engine that there is.
    @org.junit.jupiter.api.Tag("any-engine-quick")
    @java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)
    @java.lang.annotation.Target({java.lang.annotation.ElementType.TYPE, java.lang.annotation.ElementType.METHOD})
    @interface Quick {}

    private FarStore() throws IOException {
        postgres = new PostgresServer();
        upstream = LocalServer.onLocalFiles();
        try (var s3 = upstream.plainS3()) {
            s3.createBucket(b -> b.bucket(BUCKET));
        }
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            try {
                upstream.close();
            } catch (IOException left) {
                System.err.println("the upstream of the tests was not ended: " + left);
            }
            try {
                postgres.close();
            } catch (IOException left) {
                System.err.println("the PostgreSQL of the tests was not ended: " + left);
            }
        }));
    }

    private static String chosen() {
        return System.getProperty(PROPERTY, "");
    }

    static boolean isChosen() {
        return !chosen().isEmpty();
    }

    /// The settings of a store that is new, of the engine that was chosen.
    static Map<Setting, String> newChosenStore() {
        boolean onHBase = chosen().equals("hbase");
        assumeTrue(onHBase ? HBaseCluster.isAvailable() : isAvailable(), chosen() + " is not there, or no jars for it");
        return onHBase ? HBaseCluster.shared().newStore() : shared().newStore();
    }

    /// How many blobs a store has.
    static long blobs(Map<Setting, String> store) throws IOException {
        var folder = store.get(Setting.STORE_HBASE_BLOBS);
        return folder != null
                ? HBaseCluster.shared().blobs(folder)
                : shared().blobs(store.getOrDefault(Setting.STORE_S3_PREFIX, ""));
    }

    /// Whether it can be started here: the module is built and PostgreSQL installed.
    static boolean isAvailable() {
        return PostgresServer.isInstalled() && Files.isDirectory(MODULE.resolve("lib"));
    }

    static synchronized FarStore shared() {
        var store = started;
        if (store == null) {
            try {
                store = new FarStore();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            started = store;
        }
        return store;
    }

    static String jars() {
        return MODULE.resolve("classes") + File.pathSeparator + MODULE.resolve("lib");
    }

    PostgresServer postgres() {
        return postgres;
    }

    LocalServer upstream() {
        return upstream;
    }

    String bucket() {
        return BUCKET;
    }

    /// How many blobs there are below a prefix.
    long blobs(String prefix) {
        try (var s3 = upstream.plainS3()) {
            return s3.listObjectsV2Paginator(b -> b.bucket(BUCKET).prefix(prefix + "/")).contents().stream()
                    .count();
        }
    }

    /// The settings of a store that is new.
    Map<Setting, String> newStore() {
        try {
            return settings(postgres.newDatabase());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    Map<Setting, String> settings(String database) {
        var settings = new EnumMap<Setting, String>(Setting.class);
        settings.put(Setting.STORE_ENGINE, "postgres");
        settings.put(Setting.STORE_JARS, jars());
        settings.put(Setting.STORE_POSTGRES_URL, postgres.url(database));
        settings.put(Setting.STORE_POSTGRES_USER, PostgresServer.USER);
        settings.put(Setting.STORE_POSTGRES_PASSWORD, PostgresServer.PASSWORD);
        settings.put(Setting.STORE_POSTGRES_TLS, "off");
        settings.put(Setting.STORE_POSTGRES_CONNECTIONS, "16");
        settings.put(Setting.STORE_S3_ENDPOINT, upstream.endpoint().toString());
        settings.put(Setting.STORE_S3_BUCKET, BUCKET);
        settings.put(Setting.STORE_S3_PREFIX, "store-" + STORES.incrementAndGet());
        settings.put(Setting.STORE_S3_ACCESS_KEY_ID, LocalServer.ACCESS_KEY_ID);
        settings.put(Setting.STORE_S3_SECRET_ACCESS_KEY, LocalServer.SECRET);
        return settings;
    }

    /// The same by their names, as a driver gets them.
    static Map<String, String> named(Map<Setting, String> settings) {
        return settings.entrySet().stream()
                .collect(Collectors.toMap(each -> each.getKey().key(), Map.Entry::getValue));
    }
}
