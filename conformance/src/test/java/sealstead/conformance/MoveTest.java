package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sealstead.moving.MismatchException;
import sealstead.moving.Progress;
import sealstead.server.Config;
import sealstead.server.Moving;
import sealstead.server.SealsteadServer;
import sealstead.server.Setting;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/// A store that is moved to PostgreSQL and another S3 endpoint, and back.
@Overlay.Never
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class MoveTest {
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

    private static Config config(Map<Setting, String> settings) throws IOException {
        return Config.load(settings, Map.of());
    }

    private static SealsteadServer start(Map<Setting, String> settings) throws IOException {
        return SealsteadServer.start(config(settings), Clock.systemUTC());
    }

    private static URI endpoint(SealsteadServer server) {
        return URI.create(server.endpoint());
    }

    private Estate estate(Map<Setting, String> settings) throws IOException {
        try (var server = start(settings)) {
            return new Estate(endpoint(server));
        }
    }

    private static Moving.Report move(Map<Setting, String> from, Map<Setting, String> to, Consumer<Moving.Step> steps)
            throws IOException {
        try (var moving = Moving.offline(config(from), config(to), new Progress(), steps)) {
            return moving.run();
        }
    }

    private static Moving.Report move(Map<Setting, String> from, Map<Setting, String> to) throws IOException {
        return move(from, to, step -> {});
    }

    @Test
    void a_store_goes_to_postgres_and_comes_back_with_everything() throws IOException {
        var here = settings(Map.of(), "here");
        var there = settings(FarStore.shared().newStore(), "there");
        var estate = estate(here);
        var report = move(here, there);
        System.out.println(report);
        assertThat(report.outcome().blobs()).isPositive();
        assertThat(report.trail().files()).isPositive();
        assertThat(Files.readString(folder.resolve("here/moved"))).contains(report.id());
        assertThatThrownBy(() -> start(here)).isInstanceOf(IOException.class).hasMessageContaining("was moved to");
        try (var server = start(there)) {
            estate.check(endpoint(server));
            estate.complete(endpoint(server));
            estate.check(endpoint(server));
            server.maintainNow();
        }
        var again = settings(Map.of(), "again");
        var back = move(there, again);
        assertThat(back.id()).isNotEqualTo(report.id());
        assertThatThrownBy(() -> start(there)).isInstanceOf(IOException.class).hasMessageContaining("was moved to");
        try (var server = start(again);
                var s3 = ChildServer.s3(endpoint(server))) {
            estate.check(endpoint(server));
            s3.putObject(b -> b.bucket("estate").key("more"), RequestBody.fromBytes(new byte[100_000]));
        }
        start(again).close();
    }

    @Test
    void a_move_that_has_come_to_its_end_tells_the_same_again() throws IOException {
        var here = settings(Map.of(), "here");
        var there = settings(FarStore.shared().newStore(), "there");
        start(here).close();
        var report = move(here, there);
        assertThat(move(here, there)).isEqualTo(report);
    }

    private static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /// Until the source says that it has left, it is served as ever, and changes; from then on it is not.
    @ParameterizedTest
    @EnumSource(Moving.Step.class)
    void a_move_that_was_interrupted_goes_on(Moving.Step at) throws IOException {
        var here = settings(Map.of(), "here");
        var there = settings(FarStore.shared().newStore(), "there");
        var estate = estate(here);
        try (var server = start(here);
                var s3 = ChildServer.s3(endpoint(server))) {
            s3.putObject(b -> b.bucket("estate").key("first"), RequestBody.fromBytes(new byte[90_000]));
        }
        assertThatThrownBy(() -> move(here, there, step -> {
                    if (step == at) {
                        throw new Stop();
                    }
                }))
                .isInstanceOf(Stop.class);
        boolean left = at.compareTo(Moving.Step.LEFT) >= 0;
        if (at != Moving.Step.ARRIVED) {
            assertThatThrownBy(() -> start(there))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is not whole");
        }
        if (left) {
            assertThatThrownBy(() -> start(here))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("was moved to");
        } else {
            try (var server = start(here);
                    var s3 = ChildServer.s3(endpoint(server))) {
                s3.putObject(b -> b.bucket("estate-versions").key("gone"), RequestBody.fromString("twice"));
                s3.deleteObject(b -> b.bucket("estate").key("first"));
                s3.putObject(b -> b.bucket("estate").key("late"), RequestBody.fromBytes(new byte[90_000]));
                s3.putObject(b -> b.bucket("estate").key("passing"), RequestBody.fromBytes(new byte[90_000]));
                server.maintainNow();
            }
            assertThatThrownBy(() -> move(here, there, step -> {
                        if (step == Moving.Step.COPIED) {
                            throw new Stop();
                        }
                    }))
                    .isInstanceOf(Stop.class);
            try (var server = start(here);
                    var s3 = ChildServer.s3(endpoint(server))) {
                s3.deleteObject(b -> b.bucket("estate").key("passing"));
                s3.createBucket(b -> b.bucket("estate-late"));
            }
        }
        move(here, there);
        try (var server = start(there);
                var s3 = ChildServer.s3(endpoint(server))) {
            estate.check(endpoint(server));
            if (!left) {
                assertThat(s3.getObjectAsBytes(b -> b.bucket("estate").key("late"))
                                .asByteArray())
                        .hasSize(90_000);
                s3.headBucket(b -> b.bucket("estate-late"));
                for (var gone : List.of("passing", "first")) {
                    assertThat(s3.listObjectsV2(b -> b.bucket("estate").prefix(gone))
                                    .contents())
                            .isEmpty();
                }
                assertThat(s3.getObjectAsBytes(b -> b.bucket("estate-versions").key("gone"))
                                .asUtf8String())
                        .isEqualTo("twice");
            }
        }
    }

    @Test
    void only_an_empty_place_is_moved_to() throws IOException {
        var here = settings(Map.of(), "here");
        start(here).close();
        var before = FolderDigests.of(folder.resolve("here/blobs"));

        var another = settings(FarStore.shared().newStore(), "another");
        another.put(Setting.ROOT_KEY_FILE, folder.resolve("another-root-key").toString());
        start(another).close();
        var store = new EnumMap<>(another);
        store.put(Setting.DATA, folder.resolve("there").toString());
        store.put(Setting.ROOT_KEY_FILE, folder.resolve("root-key").toString());
        assertThatThrownBy(() -> move(here, store)).isInstanceOf(IOException.class);

        var sameKey = settings(FarStore.shared().newStore(), "same-key");
        start(sameKey).close();
        assertThatThrownBy(() -> move(here, sameKey))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the target must be empty");

        var half = settings(FarStore.shared().newStore(), "half");
        var other = settings(Map.of(), "other");
        start(other).close();
        assertThatThrownBy(() -> move(other, half, step -> {
                    throw new Stop();
                }))
                .isInstanceOf(Stop.class);
        assertThatThrownBy(() -> move(here, half))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("must be empty");

        var far = FarStore.shared();
        var used = settings(far.newStore(), "used");
        try (var s3 = far.upstream().plainS3()) {
            s3.putObject(
                    b -> b.bucket(far.bucket())
                            .key(used.get(Setting.STORE_S3_PREFIX) + "/00/0000000000" + "0".repeat(22)),
                    RequestBody.fromString("of whom?"));
        }
        assertThatThrownBy(() -> move(here, used))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has blobs already");

        var full = settings(Map.of(), "full");
        Files.createDirectories(folder.resolve("full"));
        Files.writeString(folder.resolve("full/something"), "of somebody");
        assertThatThrownBy(() -> move(here, full))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not empty");
        assertThat(FolderDigests.of(folder.resolve("here/blobs"))).isEqualTo(before);
        start(here).close();
    }

    /// That one of its gateways is stopped does not mean that the store is.
    @Test
    void a_store_that_another_gateway_serves_is_not_moved() throws IOException {
        var store = FarStore.shared().newStore();
        var there = settings(store, "there");
        var beside = settings(store, "beside");
        try (var server = start(there);
                var s3 = ChildServer.s3(endpoint(server))) {
            start(beside).close();
            assertThatThrownBy(() -> move(beside, settings(Map.of(), "here")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another gateway has the store");
            s3.createBucket(b -> b.bucket("still-here"));
        }
        assertThat(move(beside, settings(Map.of(), "here")).outcome().groups()).isPositive();
    }

    @Test
    void what_the_new_server_would_stumble_over_is_said_before() throws IOException {
        var here = settings(Map.of(), "here");
        start(here).close();
        var store = FarStore.shared().newStore();
        var sameFolder = settings(store, "here");
        assertThatThrownBy(() -> move(here, sameFolder)).hasMessageContaining("a data folder of its own");
        var noKey = settings(store, "there");
        noKey.remove(Setting.ROOT_KEY_FILE);
        assertThatThrownBy(() -> move(here, noKey)).hasMessageContaining("root-key-file");
        var sameMark = settings(store, "there");
        sameMark.put(Setting.MARK_FILE, folder.resolve("here.mark").toString());
        assertThatThrownBy(() -> move(here, sameMark)).hasMessageContaining("mark-file");
        try (var server = start(here)) {
            assertThat(server.endpoint()).isNotEmpty();
            assertThatThrownBy(() -> move(here, settings(store, "there"))).hasMessageContaining("in use");
        }
        start(here).close();
    }

    private static void flip(Map<Setting, String> store) {
        var far = FarStore.shared();
        try (var s3 = far.upstream().plainS3()) {
            var name = s3.listObjectsV2(b -> b.bucket(far.bucket()).prefix(store.get(Setting.STORE_S3_PREFIX) + "/"))
                    .contents()
                    .getFirst()
                    .key();
            var bytes =
                    s3.getObjectAsBytes(b -> b.bucket(far.bucket()).key(name)).asByteArray();
            bytes[bytes.length / 2] ^= 4;
            s3.putObject(b -> b.bucket(far.bucket()).key(name), RequestBody.fromBytes(bytes));
        }
    }

    @Test
    void a_bit_that_is_flipped_on_the_way_is_noticed() throws IOException {
        var here = settings(Map.of(), "here");
        var there = settings(FarStore.shared().newStore(), "there");
        var estate = estate(here);
        assertThatThrownBy(() -> move(here, there, step -> {
                    if (step == Moving.Step.COPIED) {
                        flip(there);
                    }
                }))
                .isInstanceOf(MismatchException.class)
                .hasMessageContaining("1 blobs arrived other than they left");
        assertThatThrownBy(() -> start(there)).hasMessageContaining("is not whole");
        start(here).close();
        move(here, there);
        try (var server = start(there)) {
            estate.check(endpoint(server));
        }
    }

    @Test
    void a_record_that_is_changed_on_the_way_is_noticed() throws IOException {
        var far = FarStore.shared();
        for (var change : List.of(
                "UPDATE sealstead_data SET val = set_byte(val, 3, get_byte(val, 3) # 1)"
                        + " WHERE sub = (SELECT sub FROM sealstead_data LIMIT 1)",
                "DELETE FROM sealstead_head WHERE grp = (SELECT grp FROM sealstead_head WHERE tbl = 'object' LIMIT 1)",
                "UPDATE sealstead_cell SET sub = sub || 'x' WHERE (tbl, grp, sub) ="
                        + " (SELECT tbl, grp, sub FROM sealstead_cell LIMIT 1)")) {
            var database = far.postgres().newDatabase();
            var name = "there-" + database;
            var here = settings(Map.of(), "here-" + database);
            var there = settings(far.settings(database), name);
            try (var server = start(here);
                    var s3 = ChildServer.s3(endpoint(server))) {
                s3.createBucket(b -> b.bucket("few"));
                s3.putBucketVersioning(
                        b -> b.bucket("few").versioningConfiguration(c -> c.status(BucketVersioningStatus.ENABLED)));
                // Longer than what lies within a record, so that it has a cell of its own.
                var body = "inline".repeat(300);
                for (int i = 0; i < 3; i++) {
                    s3.putObject(b -> b.bucket("few").key("k"), RequestBody.fromString(body));
                }
            }
            assertThatThrownBy(() -> move(here, there, step -> {
                        if (step == Moving.Step.COPIED) {
                            try {
                                far.postgres().sql(database, change);
                            } catch (IOException failed) {
                                throw new java.io.UncheckedIOException(failed);
                            }
                        }
                    }))
                    .as(change)
                    .isInstanceOf(MismatchException.class);
            assertThatThrownBy(() -> start(there)).hasMessageContaining("is not whole");
            move(here, there);
            start(there).close();
        }
    }

    /// Puts, replaces and deletes objects of its own until the server answers no more, and knows what it was told.
    private static final class Writer implements Runnable {
        private static final int KEYS = 25;
        private final S3Client s3;
        /// No key is written by two, nor by the writers of another round.
        private final String prefix;

        private final Random random;
        /// The sizes that a key may have; 0 if it may not be there.
        private final Map<String, Set<Integer>> possible = new HashMap<>();
        private int acknowledged;

        Writer(URI endpoint, int number, long seed) {
            this.s3 = ChildServer.s3WithoutRetries(endpoint);
            this.prefix = Long.toHexString(seed) + "/" + number + "/";
            this.random = new Random(seed + number);
        }

        @Override
        public void run() {
            try (s3) {
                while (true) {
                    var key = prefix + random.nextInt(KEYS);
                    int size = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(random.nextBoolean() ? 2000 : 120_000);
                    var sizes = new HashSet<>(possible.getOrDefault(key, Set.of(0)));
                    sizes.add(size);
                    possible.put(key, sizes);
                    if (size == 0) {
                        s3.deleteObject(b -> b.bucket("busy").key(key));
                    } else {
                        s3.putObject(b -> b.bucket("busy").key(key), RequestBody.fromBytes(new byte[size]));
                    }
                    possible.put(key, Set.of(size));
                    acknowledged++;
                }
            } catch (SdkException stopped) {
                // the last one may have been done or not
            }
        }

        void check(S3Client moved) {
            possible.forEach((key, sizes) -> {
                int size;
                try {
                    size = moved.getObjectAsBytes(b -> b.bucket("busy").key(key))
                            .asByteArray()
                            .length;
                } catch (NoSuchKeyException gone) {
                    size = 0;
                }
                assertThat(sizes).as(key).contains(size);
            });
        }
    }

    private static String trail(Path data) throws IOException {
        var all = new StringBuilder();
        try (var files = Files.newDirectoryStream(data.resolve("audit"))) {
            for (var file : files) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }

    /// Moves the store of a server that is busy.
    private static void moveServed(Map<Setting, String> from, Map<Setting, String> to, long seed) throws Exception {
        var writers = new ArrayList<Writer>();
        var threads = new ArrayList<Thread>();
        var ended = new CompletableFuture<String>();
        try (var server = start(from)) {
            server.whenMoved(ended::complete);
            for (int i = 0; i < 4; i++) {
                var writer = new Writer(endpoint(server), i, seed);
                writers.add(writer);
                threads.add(Thread.ofVirtual().start(writer));
            }
            var admin = new sealstead.cli.AdminClient(config(from), server.endpoint());
            var body = JsonNodeFactory.instance.objectNode();
            config(to).exposeValues().forEach(body::put);
            var begun = admin.exchange("POST", "admin/migrate", body.toString());
            assertThat(begun.status()).as(begun.document().toString()).isEqualTo(200);
            assertThat(admin.exchange("POST", "admin/migrate", body.toString())
                            .document()
                            .toString())
                    .contains("a move is under way");
            assertThat(ended.get(3, TimeUnit.MINUTES)).isEmpty();
            // The body of the question has all settings of the target.
            var trail = trail(Path.of(from.getOrDefault(Setting.DATA, "")));
            assertThat(trail).contains("StartMigration").doesNotContain(PostgresServer.PASSWORD, LocalServer.SECRET);
            for (var thread : threads) {
                thread.join();
            }
        }
        assertThatThrownBy(() -> start(from)).hasMessageContaining("was moved to");
        int acknowledged =
                writers.stream().mapToInt(writer -> writer.acknowledged).sum();
        System.out.println("MoveTest: " + acknowledged + " writes while the store was moved");
        assertThat(acknowledged).isPositive();
        try (var server = start(to);
                var s3 = ChildServer.s3(endpoint(server))) {
            for (var writer : writers) {
                writer.check(s3);
            }
        }
    }

    @Test
    void nothing_acknowledged_is_lost_of_a_store_that_is_served_while_it_is_moved() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        var here = settings(Map.of(), "here");
        var there = settings(FarStore.shared().newStore(), "there");
        var again = settings(Map.of(), "again");
        for (var each : List.of(here, there, again)) {
            each.put(Setting.AUDIT_FORMAT, "json");
            each.put(Setting.GARBAGE_RETIRED, "PT0.1S");
            each.put(Setting.GARBAGE_GRACE, "PT5S");
            each.put(Setting.MAINTENANCE_EVERY, "PT0.2S");
        }
        var estate = estate(here);
        try (var server = start(here);
                var s3 = ChildServer.s3(endpoint(server))) {
            s3.createBucket(b -> b.bucket("busy"));
        }
        moveServed(here, there, seed);
        try (var server = start(there)) {
            estate.check(endpoint(server));
            estate.complete(endpoint(server));
        }
        moveServed(there, again, seed + 1);
        try (var server = start(again)) {
            estate.check(endpoint(server));
        }
    }
}
