package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.server.Config;
import sealstead.server.Repair;
import sealstead.server.SealsteadServer;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/// What a server on another engine does that one on a data folder does not, and what it refuses.
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class PostgresEngineTest {
    private static final String BUCKET = "far";

    @TempDir
    private Path folder;

    @BeforeAll
    static void needsPostgres() {
        assumeTrue(FarStore.isAvailable(), "store-postgres is not built, or PostgreSQL 15 is not installed");
    }

    private Map<Setting, String> settings(Map<Setting, String> store, String name) {
        var settings = new EnumMap<Setting, String>(Setting.class);
        settings.putAll(store);
        settings.put(Setting.LISTEN, "127.0.0.1:0");
        settings.put(Setting.DATA, folder.resolve(name).toString());
        settings.put(Setting.ROOT_KEY_FILE, folder.resolve("root-key").toString());
        settings.put(Setting.ROOT_ACCESS_KEY_ID, LocalServer.ACCESS_KEY_ID);
        settings.put(Setting.ROOT_SECRET_ACCESS_KEY, LocalServer.SECRET);
        return settings;
    }

    private static SealsteadServer start(Map<Setting, String> settings) throws IOException {
        return SealsteadServer.start(Config.load(settings, Map.of()), Clock.systemUTC());
    }

    private static void put(SealsteadServer server, String key, int bytes) {
        try (var s3 = ChildServer.s3(java.net.URI.create(server.endpoint()))) {
            s3.putObject(b -> b.bucket(BUCKET).key(key), RequestBody.fromBytes(new byte[bytes]));
        }
    }

    /// The data folder is the gateway's alone: another one with the root key has everything, beside the first and when
    /// that has stopped.
    @Test
    void another_gateway_has_everything_beside_the_first_and_after_it() throws IOException {
        var store = FarStore.shared().newStore();
        try (var first = start(settings(store, "first"))) {
            try (var s3 = ChildServer.s3(java.net.URI.create(first.endpoint()))) {
                s3.createBucket(b -> b.bucket(BUCKET));
            }
            put(first, "small", 1000);
            put(first, "large", 200_000);
            try (var beside = start(settings(store, "beside"))) {
                put(beside, "still", 10);
            }
        }
        try (var second = start(settings(store, "second"));
                var s3 = ChildServer.s3(java.net.URI.create(second.endpoint()))) {
            for (var expected :
                    Map.of("small", 1000, "large", 200_000, "still", 10).entrySet()) {
                var read = s3.getObjectAsBytes(b -> b.bucket(BUCKET).key(expected.getKey()));
                assertThat(read.asByteArray()).hasSize(expected.getValue());
                assertThat(read.response().serverSideEncryption()).isEqualTo(ServerSideEncryption.AES256);
            }
        }
    }

    @Test
    void a_store_that_was_set_back_or_exchanged_is_noticed() throws IOException {
        var far = FarStore.shared();
        var database = far.postgres().newDatabase();
        var store = far.settings(database);
        var settings = settings(store, "gateway");
        start(settings).close();
        start(settings).close();
        far.postgres().sql(database, "UPDATE sealstead_gateway SET pulse = pulse - 1");
        assertThatThrownBy(() -> start(settings))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("was set back");
        far.postgres().sql(database, "UPDATE sealstead_gateway SET pulse = pulse + 1");
        start(settings).close();

        var mark = folder.resolve("gateway.mark");
        var whole = Files.readString(mark);
        Files.writeString(mark, whole.replaceFirst("1 ", "2 "));
        assertThatThrownBy(() -> start(settings))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is damaged");
        Files.writeString(mark, whole);

        var empty = far.settings(far.postgres().newDatabase());
        assertThatThrownBy(() -> start(settings(empty, "gateway")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is empty: is it the right one?");
        far.postgres().sql(database, "DELETE FROM sealstead_note WHERE name = 'store-key'");
        assertThatThrownBy(() -> start(settings))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("lost its store key");
    }

    /// Else the older one could not start again, while the newer one is refused beside it.
    @Test
    void a_store_of_format_1_stays_so_while_a_gateway_of_that_version_has_it() throws IOException {
        var far = FarStore.shared();
        var database = far.postgres().newDatabase();
        var settings = settings(far.settings(database), "gateway");
        start(settings).close();
        var readFormat = "SELECT encode(val, 'escape') FROM sealstead_note WHERE name = 'format'";
        var format1 = "UPDATE sealstead_note SET val = 'sealstead-store 1' WHERE name = 'format'";
        far.postgres().sql(database, format1);
        far.postgres().sql(database, "ALTER TABLE sealstead_gateway DROP COLUMN came, DROP COLUMN alone");
        far.postgres()
                .sql(
                        database,
                        "INSERT INTO sealstead_gateway (one, gateway, session, pulse, until)"
                                + " VALUES (2, 'older', 'session', 7, now() + interval '1 hour')");
        assertThatThrownBy(() -> start(settings))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a gateway of an older version has the store");
        assertThat(far.postgres().sql(database, readFormat)).contains("sealstead-store 1");
        far.postgres().sql(database, "UPDATE sealstead_gateway SET until = now() WHERE one = 2");
        start(settings).close();
        assertThat(far.postgres().sql(database, readFormat)).contains("sealstead-store 2");
    }

    @Test
    void a_folder_of_one_engine_is_not_begun_anew_on_another() throws IOException {
        var store = FarStore.shared().newStore();
        var settings = settings(store, "gateway");
        start(settings).close();
        var local = new EnumMap<>(settings);
        local.put(Setting.STORE_ENGINE, "local");
        assertThatThrownBy(() -> start(local))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is that of a gateway");
        var other = settings(Map.of(), "local");
        start(other).close();
        other.putAll(store);
        assertThatThrownBy(() -> start(other))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a store of its own");
        settings.put(Setting.STORE_JARS, "");
        assertThatThrownBy(() -> start(settings))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("store.jars");
    }

    @Test
    void what_is_about_files_is_refused_by_name() throws IOException {
        var settings = settings(FarStore.shared().newStore(), "gateway");
        try (var server = start(settings)) {
            assertThat(server.jobs()).isNotEmpty();
            var config = Config.load(settings, Map.of());
            assertThatThrownBy(() -> new Repair(config))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("repair is about the files of a data folder");
            assertThat(config.facts().toString()).doesNotContain(PostgresServer.PASSWORD, LocalServer.SECRET);
        }
    }

    /// What somebody finds who reads the database and the bucket.
    @Test
    void neither_the_database_nor_the_bucket_gets_anything_to_read() throws IOException {
        var far = FarStore.shared();
        var database = far.postgres().newDatabase();
        var store = far.settings(database);
        try (var server = start(settings(store, "gateway"));
                var s3 = ChildServer.s3(java.net.URI.create(server.endpoint()));
                var upstream = far.upstream().plainS3()) {
            s3.createBucket(b -> b.bucket(BUCKET));
            var words = "words that nobody may read ".repeat(10_000);
            s3.putObject(
                    b -> b.bucket(BUCKET).key("small").metadata(Map.of("note", "a-secret-note")),
                    RequestBody.fromString(words.substring(0, 1000)));
            s3.putObject(b -> b.bucket(BUCKET).key("large"), RequestBody.fromString(words));
            var dump = new StringBuilder();
            for (var table : far.postgres()
                    .sql(database, "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
                    .lines()
                    .toList()) {
                dump.append(far.postgres().sql(database, "SET bytea_output = 'escape'; SELECT * FROM " + table));
            }
            // Names are in the clear, since listings need their order.
            assertThat(dump.indexOf("small")).isPositive();
            for (var hidden : java.util.List.of("words that nobody", "a-secret-note", LocalServer.SECRET)) {
                assertThat(dump.indexOf(hidden)).as(hidden).isNegative();
            }
            var names = new HashMap<String, Long>();
            upstream.listObjectsV2Paginator(
                            b -> b.bucket(far.bucket()).prefix(store.get(Setting.STORE_S3_PREFIX) + "/"))
                    .contents()
                    .forEach(object -> names.put(object.key(), object.size()));
            assertThat(names).hasSize(1);
            for (var name : names.keySet()) {
                assertThat(name).matches(".*/[0-9a-f]{2}/[0-9a-f]{32}");
                var bytes = upstream.getObjectAsBytes(
                                b -> b.bucket(far.bucket()).key(name))
                        .asString(java.nio.charset.StandardCharsets.ISO_8859_1);
                assertThat(bytes).doesNotContain("words that nobody");
            }
        }
    }

    /// The jars see of the server what the store is, and the server nothing of the jars.
    @Test
    void the_engine_brings_its_own_libraries() throws IOException, ClassNotFoundException {
        var driver = sealstead.server.EngineJars.driver("postgres", FarStore.jars());
        var theirs = driver.getClass().getClassLoader();
        assertThat(theirs.loadClass("sealstead.store.MetaStore")).isSameAs(sealstead.store.MetaStore.class);
        assertThat(theirs.loadClass("software.amazon.awssdk.services.s3.S3Client"))
                .isNotSameAs(software.amazon.awssdk.services.s3.S3Client.class);
        assertThatThrownBy(() -> theirs.loadClass("sealstead.custody.StoreKey"))
                .isInstanceOf(ClassNotFoundException.class);
        assertThatThrownBy(() -> Class.forName("org.postgresql.Driver")).isInstanceOf(ClassNotFoundException.class);
        assertThatThrownBy(() -> sealstead.server.EngineJars.driver("hbase", FarStore.jars()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("there is no engine hbase");
        assertThatThrownBy(() -> sealstead.server.EngineJars.driver("postgres", "/not/there"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("names what is not there");
    }
}
