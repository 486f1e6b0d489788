package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.backup.BackupPlace;
import sealstead.backup.FolderPlace;
import sealstead.backup.Restore;
import sealstead.migration.BackupBucket;
import sealstead.migration.Import;
import sealstead.migration.Place;
import sealstead.server.Config;
import sealstead.server.Recovery;
import sealstead.server.Restoring;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/// Points of a server that runs, and data folders made of them.
@Overlay.Never
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class BackupTest {
    @TempDir
    private Path folder;

    private Path data;
    private Path backups;
    private LocalServer server;
    private S3Client s3;
    private final Map<String, byte[]> contents = new HashMap<>();

    @BeforeEach
    void start() {
        data = folder.resolve("data");
        backups = folder.resolve("backups");
        server = new LocalServer(Map.of(Setting.DATA, data.toString()));
        s3 = server.plainS3();
        s3.createBucket(b -> b.bucket("kept"));
        put("small", 400, "AES256");
        put("inline", 20_000, "aws:kms");
        put("large", 300_000, "AES256");
        put("dsse", 100_000, "aws:kms:dsse");
    }

    @AfterEach
    void stop() throws IOException {
        s3.close();
        server.close();
    }

    private void put(String key, int size, String protection) {
        var bytes = new byte[size];
        new Random(key.hashCode()).nextBytes(bytes);
        s3.putObject(b -> b.bucket("kept").key(key).serverSideEncryption(protection), RequestBody.fromBytes(bytes));
        contents.put(key, bytes);
    }

    private JsonNode ask(String page, String body) throws IOException {
        var answer = Administration.ask(server, page, body);
        assertThat(answer.status()).as(answer.document().toString()).isEqualTo(200);
        return answer.document();
    }

    private JsonNode await(Predicate<JsonNode> wanted) throws IOException {
        var seen = new AtomicReference<>(ask("GET admin/backup", ""));
        Eventually.holds("the backup is as wanted", () -> {
            seen.set(ask("GET admin/backup", ""));
            return wanted.test(seen.get());
        });
        return seen.get();
    }

    private JsonNode ended() throws IOException {
        return await(state -> !state.path("running").asBoolean());
    }

    private JsonNode backup(String query) throws IOException {
        ask("POST admin/backup?to=" + backups + query, "");
        var state = ended();
        assertThat(state.path("failure").asText()).isEmpty();
        return state.path("point");
    }

    private Config config(Path to) throws IOException {
        return Config.load(
                Map.of(
                        Setting.DATA,
                        to.toString(),
                        Setting.ROOT_KEY_FILE,
                        folder.resolve("data.root-key").toString()),
                Map.of());
    }

    private Restoring.Outcome restore(BackupPlace place, Path to, Optional<String> point, boolean damage, boolean loss)
            throws IOException {
        try (var restoring = new Restoring(config(to), place)) {
            return restoring.restore(restoring.point(point), new Restoring.Accepted(damage, loss), n -> {});
        }
    }

    private Restoring.Outcome restore(Path to) throws IOException {
        return restore(FolderPlace.reading(backups), to, Optional.empty(), false, false);
    }

    private LocalServer started(Path on) {
        return new LocalServer(Map.of(
                Setting.DATA,
                on.toString(),
                Setting.ROOT_KEY_FILE,
                folder.resolve("data.root-key").toString()));
    }

    private void reads(Path restored, Map<String, byte[]> expected) throws IOException {
        try (var again = started(restored);
                var client = again.plainS3()) {
            assertThat(expected).isNotEmpty();
            for (var each : expected.entrySet()) {
                assertThat(client.getObjectAsBytes(b -> b.bucket("kept").key(each.getKey()))
                                .asByteArray())
                        .as(each.getKey())
                        .isEqualTo(each.getValue());
            }
            var report = Administration.ask(again, "GET admin/audit/verify").document();
            assertThat(report.path("whole").asBoolean(report.path("faults").isEmpty()))
                    .as(report.toString())
                    .isTrue();
        }
    }

    private static List<Path> files(Path in) throws IOException {
        try (var all = Files.walk(in)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @Test
    void what_was_there_is_there_in_another_folder_and_the_next_point_copies_only_what_is_new() throws IOException {
        var first = backup("");
        var before = Map.copyOf(contents);
        assertThat(first.path("blobs").asLong()).isGreaterThanOrEqualTo(2);
        put("later", 250_000, "AES256");
        var second = backup("");
        assertThat(second.path("blobs").asLong()).isEqualTo(first.path("blobs").asLong() + 1);
        assertThat(second.path("sequence").asLong())
                .isGreaterThan(first.path("sequence").asLong());
        // Everything of the second that the first had is not copied again: the records, the trail, a blob, a list.
        assertThat(second.path("copiedBytes").asLong()).isLessThan(600_000);
        assertThat(restore(folder.resolve("newest")).whole()).isTrue();
        reads(folder.resolve("newest"), contents);
        restore(
                FolderPlace.reading(backups),
                folder.resolve("older"),
                Optional.of(first.path("id").asText()),
                false,
                false);
        reads(folder.resolve("older"), before);
    }

    @Test
    void the_root_key_is_nowhere_in_a_backup() throws IOException {
        backup("");
        var line = Files.readAllLines(folder.resolve("data.root-key")).stream()
                .filter(text -> text.startsWith("key: "))
                .findFirst()
                .orElseThrow()
                .substring(5);
        var raw = new String(Base64.getDecoder().decode(line), StandardCharsets.ISO_8859_1);
        assertThat(files(backups)).hasSizeGreaterThan(contents.size());
        for (var file : files(backups)) {
            assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain(line, raw);
        }
    }

    @Test
    void one_flipped_bit_in_any_file_is_refused_by_name() throws IOException {
        backup("");
        assertThat(files(backups)).hasSizeGreaterThan(contents.size());
        for (var file : files(backups)) {
            var name = backups.relativize(file).toString();
            if (name.equals("lock") || Files.size(file) == 0) {
                continue;
            }
            var whole = Files.readAllBytes(file);
            var rotten = whole.clone();
            rotten[rotten.length / 2] ^= 1;
            Files.write(file, rotten);
            var to = folder.resolve("restored");
            if (name.startsWith("points/") || name.equals("backup")) {
                assertThatThrownBy(() -> restore(to)).as(name).hasMessageContaining(name);
            } else {
                var outcome = restore(to);
                assertThat(outcome.whole()).as(name).isFalse();
                assertThat(outcome.report().damage()).as(name).isNotEmpty().allMatch(line -> line.contains(name));
                assertThat(Files.exists(to.resolve("records"))).isFalse();
            }
            Files.write(file, whole);
        }
        assertThat(restore(folder.resolve("restored")).whole()).isTrue();
    }

    @Test
    void with_accepted_damage_the_rest_is_restored_and_what_is_lost_is_named() throws IOException {
        backup("");
        var blob = files(backups.resolve("blobs")).stream()
                .filter(file -> file.toFile().length() > 200_000)
                .findFirst()
                .orElseThrow();
        Files.delete(blob);
        var to = folder.resolve("restored");
        assertThat(restore(to).whole()).isFalse();
        var outcome = restore(FolderPlace.reading(backups), to, Optional.empty(), true, false);
        assertThat(outcome.whole()).isTrue();
        assertThat(outcome.report().damage())
                .singleElement()
                .asString()
                .contains(String.valueOf(blob.getFileName()), "is not there");
        var rest = new HashMap<>(contents);
        rest.remove("large");
        reads(to, rest);
    }

    @Test
    void a_damaged_table_with_accepted_damage_leaves_a_store_that_starts() throws IOException {
        backup("");
        var table = largest(files(backups.resolve("files")));
        var rotten = Files.readAllBytes(table);
        rotten[rotten.length / 3] ^= 1;
        Files.write(table, rotten);
        var to = folder.resolve("restored");
        assertThat(restore(to).whole()).isFalse();
        assertThat(restore(FolderPlace.reading(backups), to, Optional.empty(), true, false)
                        .whole())
                .isTrue();
        reads(to, Map.of("large", contents.get("large")));
    }

    private static Path largest(List<Path> files) {
        return files.stream()
                .max(java.util.Comparator.comparingLong(file -> file.toFile().length()))
                .orElseThrow();
    }

    @Test
    void a_folder_that_is_not_empty_is_left_alone() throws IOException {
        backup("");
        var to = folder.resolve("restored");
        Files.createDirectories(to);
        Files.writeString(to.resolve("precious"), "mine");
        assertThatThrownBy(() -> restore(to)).hasMessageContaining("not empty").hasMessageContaining("precious");
        assertThat(files(to)).hasSize(1);
    }

    @Test
    void a_restore_that_was_cut_off_starts_no_server_and_can_be_done_again() throws IOException {
        backup("");
        var to = folder.resolve("restored");
        restore(to);
        // As a kill leaves it before the end.
        Files.delete(to.resolve("format"));
        Files.createFile(to.resolve("restoring"));
        Files.delete(folder.resolve("restored.mark"));
        assertThatThrownBy(() -> started(to)).hasMessageContaining("is not whole");
        assertThat(restore(to).whole()).isTrue();
        reads(to, contents);
    }

    @Test
    void a_restore_that_was_cut_off_before_it_put_anything_there_starts_no_server_either() throws IOException {
        backup("");
        var to = folder.resolve("restored");
        Files.createDirectories(to);
        Files.createFile(to.resolve("restoring"));
        Files.createFile(to.resolve("lock"));
        assertThatThrownBy(() -> started(to)).hasMessageContaining("is not whole");
        assertThat(files(to)).hasSize(2);
        assertThat(restore(to).whole()).isTrue();
        // And one that was killed in the moment after its end is a data folder.
        Files.createFile(to.resolve("restoring"));
        reads(to, contents);
        assertThat(to.resolve("restoring")).doesNotExist();
    }

    @Test
    void the_mark_of_the_store_that_was_lost_is_kept_through_restores_that_are_cut_off() throws IOException {
        backup("");
        var to = folder.resolve("restored");
        restore(to);
        var mark = Files.readAllBytes(folder.resolve("restored.mark"));
        Files.move(to, folder.resolve("lost"));
        for (int i = 0; i < 2; i++) {
            assertThat(restore(FolderPlace.reading(backups), to, Optional.empty(), false, true)
                            .whole())
                    .isTrue();
            // As a kill leaves it before the end.
            Files.delete(to.resolve("format"));
            Files.createFile(to.resolve("restoring"));
        }
        assertThat(to.resolve("aside/1/restored.mark")).hasBinaryContent(mark);
        assertThat(to.resolve("aside/2/restored.mark")).exists();
    }

    @Test
    void a_store_that_had_more_is_not_replaced_unseen_and_what_was_restored_cannot_be_set_back() throws IOException {
        backup("");
        put("after", 10, "AES256");
        server.stop();
        Files.move(data, folder.resolve("lost"));
        assertThatThrownBy(() -> restore(data))
                .hasMessageContaining("had acknowledged")
                .hasMessageContaining("mark");
        assertThat(restore(FolderPlace.reading(backups), data, Optional.empty(), false, true)
                        .whole())
                .isTrue();
        contents.remove("after");
        reads(data, contents);
        // The folder as it was before the restore, and another copy of the backup, are both noticed.
        Files.move(data, folder.resolve("restored"));
        Files.move(folder.resolve("lost"), data);
        assertThatThrownBy(() -> started(data)).hasMessageContaining("set back").hasMessageContaining("mark");
        restore(folder.resolve("other"));
        Files.move(data, folder.resolve("lost"));
        Files.move(folder.resolve("other"), data);
        assertThatThrownBy(() -> started(data)).hasMessageContaining("mark");
        Files.move(data, folder.resolve("other"));
        Files.move(folder.resolve("restored"), data);
        reads(data, contents);
        server.start();
    }

    @Test
    void pruned_points_go_with_what_only_they_need() throws IOException {
        var first = backup("");
        s3.deleteObject(b -> b.bucket("kept").key("large"));
        contents.remove("large");
        Administration.ask(server, "POST admin/garbage/collect?now=true");
        put("another", 90_000, "AES256");
        var second = backup("");
        long before = files(backups.resolve("blobs")).size();
        try (var restoring = new Restoring(config(folder.resolve("none")), FolderPlace.writing(backups))) {
            var dropped = restoring.prune(1);
            assertThat(dropped.points()).containsExactly(first.path("id").asText());
        }
        assertThat(files(backups.resolve("blobs"))).hasSizeLessThan((int) before);
        assertThat(restore(folder.resolve("restored")).whole()).isTrue();
        reads(folder.resolve("restored"), contents);
        assertThatThrownBy(() -> restore(
                        FolderPlace.reading(backups),
                        folder.resolve("gone"),
                        Optional.of(first.path("id").asText()),
                        false,
                        false))
                .hasMessageContaining("there is no point")
                .hasMessageContaining(second.path("id").asText());
    }

    @Test
    void what_is_deleted_while_a_backup_runs_is_in_it() throws IOException {
        // 700 KB at 200 KB a second: long enough to delete meanwhile.
        ask("POST admin/backup?rate=200000&to=" + backups, "");
        await(state -> state.path("blobs").asLong() > 0);
        for (var key : contents.keySet()) {
            s3.deleteObject(b -> b.bucket("kept").key(key));
        }
        var blobs = files(data.resolve("blobs")).size();
        Administration.ask(server, "POST admin/garbage/collect?now=true");
        assertThat(ask("GET admin/backup", "").path("running").asBoolean()).isTrue();
        assertThat(files(data.resolve("blobs")).size()).isEqualTo(blobs);
        assertThat(ended().path("failure").asText()).isEmpty();
        Administration.ask(server, "POST admin/garbage/collect?now=true");
        assertThat(files(data.resolve("blobs"))).isEmpty();
        restore(folder.resolve("restored"));
        reads(folder.resolve("restored"), contents);
    }

    @Test
    void a_cancelled_backup_leaves_the_one_before_whole() throws IOException {
        backup("");
        var before = Map.copyOf(contents);
        put("later", 400_000, "AES256");
        ask("POST admin/backup?rate=50000&to=" + backups, "");
        ask("POST admin/backup/cancel", "");
        assertThat(ended().path("failure").asText()).contains("cancelled");
        assertThat(files(backups.resolve("points"))).hasSize(1);
        assertThat(Files.exists(data.resolve("checkpoint"))).isFalse();
        restore(folder.resolve("restored"));
        reads(folder.resolve("restored"), before);
    }

    @Test
    void what_was_damaged_in_the_place_is_written_anew_when_it_is_looked_at_again() throws IOException {
        backup("");
        var blob = largest(files(backups.resolve("blobs")));
        var rotten = Files.readAllBytes(blob);
        rotten[5] ^= 1;
        Files.write(blob, rotten);
        backup("&recheck=true");
        assertThat(restore(folder.resolve("restored")).whole()).isTrue();
        reads(folder.resolve("restored"), contents);
    }

    private Path blobOf(String key) throws IOException {
        long bytes = java.util.Objects.requireNonNull(contents.get(key)).length;
        return files(data.resolve("blobs")).stream()
                .filter(file -> file.toFile().length() > bytes && file.toFile().length() < bytes + 5000)
                .findFirst()
                .orElseThrow();
    }

    private Restore.Report verified() throws IOException {
        try (var restoring = new Restoring(config(folder.resolve("none")), FolderPlace.reading(backups))) {
            return restoring.verify(restoring.point(Optional.empty()), n -> {});
        }
    }

    @Test
    void what_the_store_cannot_read_is_named_and_the_rest_is_in_the_point() throws IOException {
        put("rotten", 150_000, "AES256");
        var blob = blobOf("rotten");
        Files.delete(blob);
        Files.createDirectory(blob); // it is listed and cannot be read
        var trail = Files.createDirectory(data.resolve("audit/audit-000000000000.jsonl"));
        var point = backup("");
        assertThat(point.path("damaged").asLong()).isEqualTo(2);
        assertThat(point.path("damage").toString())
                .contains("blob " + blob.getFileName(), "audit/" + trail.getFileName(), "cannot be read");
        assertThat(verified().damaged()).isEqualTo(2);
        assertThat(restore(folder.resolve("restored")).whole()).isFalse();
        assertThat(restore(FolderPlace.reading(backups), folder.resolve("restored"), Optional.empty(), true, false)
                        .whole())
                .isTrue();
        Files.delete(trail);
        contents.remove("rotten");
        reads(folder.resolve("restored"), contents);
    }

    @Test
    void a_blob_that_the_store_has_lost_is_kept_as_an_older_point_has_it_and_no_prune_drops_it() throws IOException {
        put("lost", 150_000, "AES256");
        put("gone", 160_000, "AES256");
        backup("");
        var blob = blobOf("lost");
        Files.delete(blob);
        s3.deleteObject(b -> b.bucket("kept").key("gone"));
        contents.remove("gone");
        Administration.ask(server, "POST admin/garbage/collect?now=true");
        for (int i = 0; i < 2; i++) {
            var point = backup("");
            assertThat(point.path("damaged").asLong()).isEqualTo(1);
            assertThat(point.path("damage").get(0).asText())
                    .contains(blob.getFileName() + ": is lost; the place has it from before");
        }
        try (var restoring = new Restoring(config(folder.resolve("none")), FolderPlace.writing(backups))) {
            assertThat(restoring.prune(1).points()).hasSize(2);
        }
        assertThat(verified().isWhole()).isTrue();
        assertThat(restore(folder.resolve("restored")).whole()).isTrue();
        reads(folder.resolve("restored"), contents);
        // And if the place loses it as well, that is told for as long as an object names it.
        Files.delete(files(backups.resolve("blobs")).stream()
                .filter(file -> file.endsWith(blob.getFileName()))
                .findFirst()
                .orElseThrow());
        for (int i = 0; i < 2; i++) {
            assertThat(backup("").path("damage").get(0).asText()).endsWith(blob.getFileName() + ": is lost");
            assertThat(verified().damage()).singleElement().asString().contains("blob " + blob.getFileName());
        }
    }

    @Test
    void what_a_first_try_has_copied_before_it_was_cut_off_is_not_copied_again() throws IOException {
        for (int i = 0; i < 8; i++) {
            put("more" + i, 100_000 + i, "AES256");
        }
        ask("POST admin/backup?rate=400000&to=" + backups, "");
        while (!Files.exists(backups.resolve("begun"))) {
            var state = ask("GET admin/backup", "");
            assertThat(state.path("running").asBoolean()).as(state.toString()).isTrue();
        }
        ask("POST admin/backup/cancel", "");
        assertThat(ended().path("failure").asText()).contains("cancelled");
        assertThat(Files.exists(backups.resolve("points"))).isFalse();
        var before = new HashMap<Object, Path>();
        for (var file : files(backups.resolve("blobs"))) {
            before.put(Files.getAttribute(file, "unix:ino"), file);
        }
        assertThat(before).isNotEmpty();
        backup("");
        long kept = 0;
        for (var file : files(backups.resolve("blobs"))) {
            kept += file.equals(before.get(Files.getAttribute(file, "unix:ino"))) ? 1 : 0;
        }
        assertThat(kept).isPositive();
        assertThat(Files.exists(backups.resolve("begun"))).isFalse();
        assertThat(restore(folder.resolve("restored")).whole()).isTrue();
        reads(folder.resolve("restored"), contents);
    }

    @Test
    void the_sealed_root_key_in_the_place_is_verified_as_the_newest_point_says() throws IOException {
        new Recovery(config(data)).split(folder.resolve("shares"), 3, 2, false);
        backup("");
        assertThat(verified().isWhole()).isTrue();
        var file = backups.resolve("recovery");
        var rotten = Files.readAllBytes(file);
        rotten[rotten.length / 2] ^= 1;
        Files.write(file, rotten);
        assertThat(verified().damage()).singleElement().asString().contains("recovery");
        Files.delete(file);
        assertThat(verified().damage()).singleElement().asString().contains("recovery", "is not there");
    }

    @Test
    void a_place_that_went_away_is_no_damage() throws IOException {
        backup("");
        try (var restoring = new Restoring(config(folder.resolve("none")), FolderPlace.reading(backups))) {
            var point = restoring.point(Optional.empty());
            Files.move(backups, folder.resolve("unmounted"));
            Files.createDirectory(backups);
            assertThatThrownBy(() -> restoring.verify(point, n -> {})).hasMessageContaining("not there any more");
        }
    }

    @Test
    void a_bucket_of_the_server_itself_and_an_endpoint_that_is_not_named_are_refused() throws IOException {
        var side = JsonNodeFactory.instance
                .objectNode()
                .put("endpoint", server.endpoint().toString())
                .put("region", LocalServer.REGION)
                .put("accessKeyId", LocalServer.ACCESS_KEY_ID)
                .put("secretAccessKey", LocalServer.SECRET)
                .put("sessionToken", "");
        assertThat(Administration.ask(server, "POST admin/backup?to=s3://kept/backups", side.toString())
                        .document())
                .asString()
                .contains("store itself");
        assertThat(s3.listObjectsV2(b -> b.bucket("kept").prefix("backups")).contents())
                .isEmpty();
        assertThat(Administration.ask(server, "POST admin/backup?to=s3://kept/backups", "{}")
                        .document())
                .asString()
                .contains("which endpoint");
    }

    @Test
    void places_that_are_none_are_refused() throws IOException {
        assertThat(Administration.ask(server, "POST admin/backup?to=relative").document())
                .asString()
                .contains("whole path");
        assertThat(Administration.ask(server, "POST admin/backup?to=" + data.resolve("inside"))
                        .document())
                .asString()
                .contains("data folder itself");
        Files.createDirectories(backups);
        Files.writeString(backups.resolve("diary"), "mine");
        ask("POST admin/backup?to=" + backups, "");
        assertThat(ended().path("failure").asText()).contains("not empty");
        Files.delete(backups.resolve("diary"));
        backup("");
        try (var other = new LocalServer()) {
            Administration.ask(other, "POST admin/backup?to=" + backups);
            JsonNode state;
            do {
                state = Administration.ask(other, "GET admin/backup").document();
            } while (state.path("running").asBoolean());
            assertThat(state.path("failure").asText()).contains("another store's");
        }
    }

    @Test
    void a_bucket_of_another_endpoint_keeps_points_and_gives_them_back() throws IOException {
        put("parts", 17 * 1024 * 1024 + 5, "AES256");
        try (var other = new LocalServer();
                var there = other.plainS3()) {
            there.createBucket(b -> b.bucket("vault"));
            var side = JsonNodeFactory.instance
                    .objectNode()
                    .put("endpoint", other.endpoint().toString())
                    .put("region", LocalServer.REGION)
                    .put("accessKeyId", LocalServer.ACCESS_KEY_ID)
                    .put("secretAccessKey", LocalServer.SECRET)
                    .put("sessionToken", "");
            ask("POST admin/backup?to=s3://vault/sealstead", side.toString());
            var first = ended();
            assertThat(first.path("failure").asText()).isEmpty();
            put("more", 70_000, "AES256");
            ask("POST admin/backup?to=s3://vault/sealstead", side.toString());
            var second = ended();
            assertThat(second.path("failure").asText()).isEmpty();
            assertThat(second.path("point").path("copiedBytes").asLong()).isLessThan(2_000_000);
            var place = new BackupBucket(
                    new Import.Side(
                            other.endpoint(), LocalServer.REGION, LocalServer.ACCESS_KEY_ID, LocalServer.SECRET, ""),
                    Place.parse("s3://vault/sealstead"));
            assertThat(restore(place, folder.resolve("restored"), Optional.empty(), false, false)
                            .whole())
                    .isTrue();
        }
        reads(folder.resolve("restored"), contents);
        // The credentials of the other endpoint came in a body, which is not told.
        var trail = TrailFiles.events(data.resolve("audit"), server.server().rootKey());
        assertThat(trail)
                .filteredOn(event -> event.path("eventName").asText().equals("CreateBackup"))
                .hasSize(2)
                .allMatch(event ->
                        event.path("requestParameters").path("to").asText().startsWith("s3://vault"));
        assertThat(trail).noneMatch(event -> event.toString().contains(LocalServer.SECRET));
    }

    @Test
    void a_damaged_manifest_ends_no_backups_and_is_dropped_by_its_name_only() throws IOException {
        var whole = backup("").path("id").asText();
        put("later", 250_000, "AES256");
        var damaged = backup("").path("id").asText();
        var manifest = backups.resolve("points").resolve(damaged);
        var bytes = Files.readAllBytes(manifest);
        bytes[bytes.length / 2] ^= 1;
        Files.write(manifest, bytes);
        put("last", 250_000, "AES256");

        var next = backup("");
        assertThat(next.path("damaged").asLong()).isEqualTo(1);
        assertThat(next.path("damage").path(0).asText()).startsWith("point " + damaged);
        assertThat(restore(folder.resolve("restored")).whole()).isTrue();
        reads(folder.resolve("restored"), contents);
        try (var restoring = new Restoring(config(folder.resolve("x")), FolderPlace.pruning(backups))) {
            assertThat(restoring.list().whole()).isFalse();
            assertThat(restoring.list().points()).hasSize(3);
            for (int keep : new int[] {1, 2, 3}) {
                assertThatThrownBy(() -> restoring.prune(keep)).hasMessageContaining("--drop " + damaged);
            }
            assertThat(restoring.points().ids()).hasSize(3);
            assertThat(restoring.drop(damaged).points()).containsExactly(damaged);
            assertThat(restoring.points().ids()).hasSize(2).contains(whole);
            assertThat(restoring.list().whole()).isTrue();
            for (var id : restoring.points().ids()) {
                assertThat(restoring
                                .verify(restoring.points().read(id), n -> {})
                                .isWhole())
                        .isTrue();
            }
            assertThatThrownBy(() -> restoring.drop(damaged)).hasMessageContaining("there is no point");
        }
        assertThat(backup("").path("damaged").asLong()).isZero();
    }

    @Test
    void a_place_whose_first_backup_was_cut_off_says_so_and_is_gone_on_with() throws IOException {
        backup("");
        for (var point : files(backups.resolve("points"))) {
            Files.delete(point);
        }
        // As it is when it was cut off after whose it is was written, and, in versions before, the store
        // key was not.
        try (var restoring = new Restoring(config(folder.resolve("x")), FolderPlace.reading(backups))) {
            assertThatThrownBy(() -> restoring.point(Optional.empty())).hasMessageContaining("there are no points");
        }
        Files.delete(backups.resolve("store-key"));
        Files.delete(backups.resolve("store-key.copy"));
        assertThatThrownBy(() -> new Restoring(config(folder.resolve("x")), FolderPlace.reading(backups)))
                .hasMessageContaining("first backup was cut off");
        backup("");
        assertThat(restore(folder.resolve("restored")).whole()).isTrue();
        // The store key comes first: cut off after that the place is begun again.
        var only = folder.resolve("only");
        Files.createDirectory(only);
        Files.copy(backups.resolve("store-key"), only.resolve("store-key"));
        ask("POST admin/backup?to=" + only, "");
        assertThat(ended().path("failure").asText()).isEmpty();
        assertThat(Files.getLastModifiedTime(only.resolve("store-key")))
                .isLessThanOrEqualTo(Files.getLastModifiedTime(only.resolve("points")
                        .resolve(ended().path("point").path("id").asText())));
    }
}
