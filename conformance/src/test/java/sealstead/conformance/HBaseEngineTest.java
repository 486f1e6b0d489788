package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
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
import sealstead.server.EngineJars;
import sealstead.server.SealsteadServer;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/// What a server on HBase does and refuses.
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class HBaseEngineTest {
    private static final String BUCKET = "far";

    @TempDir
    private Path folder;

    @BeforeAll
    static void needsHBase() {
        assumeTrue(HBaseCluster.isAvailable(), "store-hbase is not built, or the jars of an HBase are not there");
    }

    private SealsteadServer start(Map<Setting, String> store, String name) throws IOException {
        var settings = new EnumMap<Setting, String>(Setting.class);
        settings.putAll(store);
        settings.put(Setting.LISTEN, "127.0.0.1:0");
        settings.put(Setting.DATA, folder.resolve(name).toString());
        settings.put(Setting.ROOT_KEY_FILE, folder.resolve("root-key").toString());
        settings.put(Setting.ROOT_ACCESS_KEY_ID, LocalServer.ACCESS_KEY_ID);
        settings.put(Setting.ROOT_SECRET_ACCESS_KEY, LocalServer.SECRET);
        return SealsteadServer.start(Config.load(settings, Map.of()), Clock.systemUTC());
    }

    private static S3Client s3(SealsteadServer server) {
        return ChildServer.s3(URI.create(server.endpoint()));
    }

    /// The data folder is the gateway's alone: another one with the root key has everything, once the first has
    /// stopped. What lies in HBase and HDFS tells nobody what is in it.
    @Test
    void another_gateway_takes_over_when_the_first_has_stopped_and_is_refused_before() throws IOException {
        var store = HBaseCluster.shared().newStore();
        var words = "words that nobody may read ".repeat(10_000);
        try (var first = start(store, "first");
                var s3 = s3(first)) {
            s3.createBucket(b -> b.bucket(BUCKET));
            s3.putObject(
                    b -> b.bucket(BUCKET).key("small").metadata(Map.of("note", "a-secret-note")),
                    RequestBody.fromString(words.substring(0, 1000)));
            s3.putObject(b -> b.bucket(BUCKET).key("large"), RequestBody.fromString(words));
            assertThatThrownBy(() -> start(store, "second"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another gateway has the store");
            s3.putObject(b -> b.bucket(BUCKET).key("still"), RequestBody.fromString("here"));
        }
        var dump = HBaseCluster.shared()
                .order("dump " + store.get(Setting.STORE_HBASE_TABLE) + " "
                        + URI.create(store.getOrDefault(Setting.STORE_HBASE_BLOBS, ""))
                                .getPath());
        var bytes = Files.readString(Path.of(dump), java.nio.charset.StandardCharsets.ISO_8859_1);
        // Names are in the clear, since listings need their order.
        assertThat(bytes.contains("small")).isTrue();
        for (var hidden : new String[] {"words that nobody", "a-secret-note", LocalServer.SECRET}) {
            assertThat(bytes.contains(hidden)).as(hidden).isFalse();
        }
        try (var second = start(store, "second");
                var s3 = s3(second)) {
            for (var each : Map.of("small", words.substring(0, 1000), "large", words, "still", "here")
                    .entrySet()) {
                assertThat(s3.getObjectAsBytes(b -> b.bucket(BUCKET).key(each.getKey()))
                                .asUtf8String())
                        .isEqualTo(each.getValue());
            }
        }
    }

    /// The jars see of the server what the store is, and the server nothing of the jars.
    @Test
    void the_engine_brings_its_own_libraries() throws IOException, ClassNotFoundException {
        var theirs = EngineJars.driver("hbase", HBaseCluster.jars()).getClass().getClassLoader();
        assertThat(theirs.loadClass("sealstead.store.MetaStore")).isSameAs(sealstead.store.MetaStore.class);
        assertThatThrownBy(() -> theirs.loadClass("sealstead.custody.StoreKey"))
                .isInstanceOf(ClassNotFoundException.class);
        assertThatThrownBy(() -> Class.forName("org.apache.hadoop.hbase.client.Put"))
                .isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void settings_that_cannot_be_are_refused_by_name() throws IOException {
        Files.writeString(folder.resolve("hbase-site.xml"), "<configuration/>");
        var right = new HashMap<Setting, String>();
        right.put(Setting.STORE_ENGINE, "hbase");
        right.put(Setting.STORE_JARS, HBaseCluster.jars());
        right.put(Setting.STORE_HBASE_CONFIGURATION, folder.toString());
        for (var wrong : Map.of(
                        Setting.STORE_HBASE_CONFIGURATION,
                                folder.resolve("none").toString(),
                        Setting.STORE_HBASE_TABLE, "a:b:c",
                        Setting.STORE_HBASE_REGIONS, "0",
                        Setting.STORE_HBASE_KEYTAB, "/a/keytab",
                        Setting.STORE_HBASE_BLOBS, "/a/folder")
                .entrySet()) {
            var settings = new HashMap<>(right);
            settings.put(wrong.getKey(), wrong.getValue());
            assertThatThrownBy(() -> start(settings, "gateway"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(wrong.getKey().key());
        }
    }
}
