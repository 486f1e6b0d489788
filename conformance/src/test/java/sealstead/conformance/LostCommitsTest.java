package sealstead.conformance;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.server.Config;
import sealstead.server.SealsteadServer;
import sealstead.server.Setting;
import sealstead.store.local.DataFolder;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/// A store that has less than it acknowledged does not start as if nothing was: a folder that is copied while its
/// server runs is what a killed process leaves.
@Tag("drill")
final class LostCommitsTest {
    private static final int OBJECTS = 40;
    private static final int FLIPS = 12;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void every_flipped_bit_in_the_newest_log_is_noticed_and_the_log_is_kept() throws IOException {
        long seed = Long.getLong("sealstead.seed", System.nanoTime());
        System.out.println("LostCommitsTest: -Dsealstead.seed=" + seed);
        var random = new Random(seed);
        var killed = folder.resolve("killed");
        imageOfARunningServer(killed, "data");
        var log = newestLog(killed.resolve("data"));
        int used = used(Files.readAllBytes(log));
        var places = new ArrayList<Integer>(List.of(3, used - 1));
        while (places.size() < FLIPS) {
            places.add(random.nextInt(used));
        }
        for (int place : places) {
            var copy = folder.resolve("flip-" + place);
            copy(killed, copy);
            var rotten = newestLog(copy.resolve("data"));
            var bytes = Files.readAllBytes(rotten);
            bytes[place] ^= (byte) (1 << random.nextInt(8));
            Files.write(rotten, bytes);
            assertThatThrownBy(() -> start(copy).close())
                    .as("a flip at %s of %s", place, used)
                    .hasMessageContaining("acknowledged")
                    .hasMessageContaining("--accept-loss");
            assertThat(rotten).hasBinaryContent(bytes);
        }
    }

    @Test
    void an_image_without_rot_starts_with_all_that_was_acknowledged() throws IOException {
        var killed = folder.resolve("killed");
        imageOfARunningServer(killed, "data");
        try (var server = start(killed)) {
            assertThat(server.endpoint()).isNotEmpty();
        }
    }

    @Test
    void a_folder_that_was_set_back_or_went_its_own_way_is_noticed() throws IOException {
        var here = folder.resolve("here");
        try (var server = start(here)) {
            assertThat(server.endpoint()).isNotEmpty();
        }
        var before = folder.resolve("before");
        copy(here, before);
        try (var server = start(here)) {
            assertThat(server.endpoint()).isNotEmpty();
        }
        // An older copy, put into the newer one's place.
        replace(before.resolve("data"), here.resolve("data"));
        assertThatThrownBy(() -> start(here).close()).hasMessageContaining("acknowledged");
        // The older copy was written to elsewhere, further than the newer one had got.
        for (int i = 0; i < 3; i++) {
            start(before).close();
        }
        replace(before.resolve("data"), here.resolve("data"));
        assertThatThrownBy(() -> start(here).close()).hasMessageContaining("older copy");
        // A copy without its mark.
        Files.delete(here.resolve("data.mark"));
        assertThatThrownBy(() -> start(here).close()).hasMessageContaining("is not there");
        // A mark that says nothing.
        Files.write(here.resolve("data.mark"), new byte[8192]);
        assertThatThrownBy(() -> start(here).close()).hasMessageContaining("damaged");
    }

    @Test
    void a_folder_of_a_version_without_marks_gets_one() throws IOException {
        var here = folder.resolve("here");
        start(here).close();
        // A store without a run is what that version left: none of its records is one.
        try (var records = DataFolder.open(folder.resolve("old/data"), new SecureRandom())) {
            assertThat(records.records()).isNotNull();
        }
        Files.copy(here.resolve("data.root-key"), folder.resolve("old/data.root-key"), COPY_ATTRIBUTES);
        start(folder.resolve("old")).close();
        assertThat(folder.resolve("old/data.mark")).exists();
        start(folder.resolve("old")).close();
    }

    @Test
    void one_flipped_bit_is_set_right_by_repair_and_nothing_is_lost() throws Exception {
        var killed = rotten(1);
        assertThatThrownBy(() -> start(killed).close()).hasMessageContaining("acknowledged");
        var mended = repair(killed);
        assertThat(mended.code()).as(mended.text()).isZero();
        assertThat(mended.text()).contains("set right");
        try (var server = start(killed);
                var s3 = client(server)) {
            assertThat(s3.listObjectsV2(b -> b.bucket("lost")).contents()).hasSize(OBJECTS);
        }
    }

    @Test
    void what_an_operator_accepted_is_served_and_the_log_is_kept_aside() throws Exception {
        var killed = rotten(3);
        var log = newestLog(killed.resolve("data"));
        var bytes = Files.readAllBytes(log);
        var mark = Files.readAllBytes(killed.resolve("data.mark"));

        assertThat(repair(killed).code()).isEqualTo(1);
        var accepted = repair(killed, "--accept-loss");
        assertThat(accepted.code()).as(accepted.text()).isZero();
        var aside = killed.resolve("data/aside/1");
        assertThat(aside.resolve(log.getFileName().toString())).hasBinaryContent(bytes);
        assertThat(aside.resolve("data.mark")).hasBinaryContent(mark);
        assertThat(repair(killed).code()).isZero();

        try (var server = start(killed);
                var s3 = client(server)) {
            var left = s3.listObjectsV2(b -> b.bucket("lost")).contents();
            assertThat(left).hasSizeBetween(1, OBJECTS - 1);
            for (var object : left) {
                assertThat(s3.getObjectAsBytes(b -> b.bucket("lost").key(object.key()))
                                .asUtf8String())
                        .hasSize(300);
            }
            s3.putObject(b -> b.bucket("lost").key("new"), RequestBody.fromString("x"));
        }
        start(killed).close();
    }

    /// What a killed server leaves, with flipped bits in a row amid its newest log.
    private Path rotten(int bits) throws IOException {
        var killed = folder.resolve("killed");
        imageOfARunningServer(killed, "data");
        var log = newestLog(killed.resolve("data"));
        var bytes = Files.readAllBytes(log);
        for (int i = 0; i < bits; i++) {
            bytes[used(bytes) / 2 + i] ^= 1;
        }
        Files.write(log, bytes);
        return killed;
    }

    /// Every other key stays readable, listed and writable, and the operator's command gets rid of the rest.
    @Test
    void a_damaged_table_costs_its_block_and_repair_removes_it() throws Exception {
        var killed = folder.resolve("killed");
        imageOfARunningServer(killed, "data");
        start(killed).close(); // recovery makes tables of what was in the log
        var table = largest(killed.resolve("data/records"), ".sst");
        var bytes = Files.readAllBytes(table);
        bytes[bytes.length / 2] ^= 4;
        Files.write(table, bytes);
        int listed;
        try (var server = start(killed);
                var s3 = client(server)) {
            var page = s3.listObjectsV2(b -> b.bucket("lost"));
            listed = page.contents().size();
            assertThat(listed).isBetween(1, OBJECTS - 1);
            assertThat(page.sdkHttpResponse().firstMatchingHeader("x-sealstead-incomplete"))
                    .contains("damaged");
            assertThat(s3.listObjectVersions(b -> b.bucket("lost")).versions()).hasSize(listed);
            for (var object : page.contents()) {
                s3.getObject(b -> b.bucket("lost").key(object.key())).close();
            }
            s3.putObject(b -> b.bucket("lost").key("new"), RequestBody.fromString("x"));
            // A bucket that cannot be seen whole is not empty.
            s3.createBucket(b -> b.bucket("other"));
        }
        var told = repair(killed);
        assertThat(told.code()).as(told.text()).isEqualTo(1);
        assertThat(told.text()).contains("cannot be read: ");
        var removed = repair(killed, "--accept-loss");
        assertThat(removed.code()).as(removed.text()).isZero();
        assertThat(killed.resolve("data/aside/1/records")).isDirectory();
        assertThat(repair(killed).code()).isZero();
        try (var server = start(killed);
                var s3 = client(server)) {
            var page = s3.listObjectsV2(b -> b.bucket("lost"));
            assertThat(page.contents()).hasSize(listed + 1);
            assertThat(page.sdkHttpResponse().firstMatchingHeader("x-sealstead-incomplete"))
                    .isEmpty();
            for (int i = 0; i < OBJECTS; i++) { // and what was lost can be written again
                int number = i;
                s3.putObject(b -> b.bucket("lost").key("k" + number), RequestBody.fromString("y"));
            }
            assertThat(s3.listObjectsV2(b -> b.bucket("lost")).contents()).hasSize(OBJECTS + 1);
        }
    }

    private static Path largest(Path folder, String suffix) throws IOException {
        try (var all = Files.list(folder)) {
            return all.filter(file -> file.toString().endsWith(suffix))
                    .max(Comparator.comparingLong(file -> file.toFile().length()))
                    .orElseThrow();
        }
    }

    private static S3Client client(SealsteadServer server) {
        return S3Client.builder()
                .endpointOverride(URI.create(server.endpoint()))
                .region(Region.of(LocalServer.REGION))
                .credentialsProvider(LocalServer.credentials())
                .build();
    }

    private Shell.Ended repair(Path image, String... options) throws IOException, InterruptedException {
        var command =
                Program.sealstead("repair", "--data", image.resolve("data").toString());
        command.addAll(List.of(options));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Shell.Ended(process.waitFor(), text);
    }

    private static void replace(Path by, Path place) throws IOException {
        try (var all = Files.walk(place)) {
            for (var each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
        copy(by, place);
    }

    private void imageOfARunningServer(Path image, String name) throws IOException {
        try (var server = new LocalServer();
                var s3 = server.s3()) {
            s3.createBucket(b -> b.bucket("lost"));
            for (int i = 0; i < OBJECTS; i++) {
                int number = i;
                s3.putObject(b -> b.bucket("lost").key("k" + number), RequestBody.fromString("x".repeat(300)));
            }
            copy(server.dataFolder().resolve("..").normalize(), image);
            assertThat(image.resolve(name)).isDirectory();
        }
    }

    private static SealsteadServer start(Path image) throws IOException {
        Map<Setting, String> settings = new EnumMap<>(Setting.class);
        settings.put(Setting.LISTEN, "127.0.0.1:0");
        settings.put(Setting.DATA, image.resolve("data").toString());
        return SealsteadServer.start(Config.load(settings, Map.of()), Clock.systemUTC());
    }

    private static Path newestLog(Path data) throws IOException {
        try (var logs = Files.newDirectoryStream(data.resolve("records"), "*.log")) {
            var all = new ArrayList<Path>();
            logs.forEach(all::add);
            all.sort(Comparator.comparingInt(LostCommitsTest::usedOf));
            return all.getLast();
        }
    }

    private static int usedOf(Path log) {
        try {
            return used(Files.readAllBytes(log));
        } catch (IOException unreadable) {
            return 0;
        }
    }

    /// A log is made whole before it is written.
    private static int used(byte[] log) {
        int end = log.length;
        while (end > 0 && log[end - 1] == 0) {
            end--;
        }
        return end;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var all = Files.walk(from)) {
            for (var each : all.toList()) {
                var target = to.resolve(from.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(each, target, COPY_ATTRIBUTES);
                }
            }
        }
    }
}
