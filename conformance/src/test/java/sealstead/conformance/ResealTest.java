package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.server.Config;
import sealstead.server.FolderResealing;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;

/// A data folder that is written anew under another store key: nothing of it is under the old one, and the old
/// folder is as it was. [FrozenFolderTest] does the same to folders from before.
@Overlay.Never
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class ResealTest {
    @TempDir
    private Path folder;

    private Path next;
    private JsonNode coverage;

    private LocalServer server(Path data) {
        return new LocalServer(Map.of(Setting.DATA, data.toString()));
    }

    private Config config() throws IOException {
        return Config.load(Map.of(Setting.DATA, folder.resolve("data").toString()), Map.of());
    }

    @BeforeEach
    void fill() throws IOException {
        next = folder.resolve("next");
        try (var server = server(folder.resolve("data"));
                var s3 = server.plainS3()) {
            s3.createBucket(b -> b.bucket("kept"));
            for (int size : new int[] {100, 20_000, 200_000}) {
                s3.putObject(
                        b -> b.bucket("kept").key("k" + size).serverSideEncryption("aws:kms:dsse"),
                        RequestBody.fromBytes(new byte[size]));
            }
            coverage = rows(server);
            assertThat(coverage).isNotEmpty();
        }
    }

    private Map<String, String> files() throws IOException {
        return FolderDigests.of(folder.resolve("data"));
    }

    private static JsonNode rows(LocalServer server) throws IOException {
        return Administration.ask(server, "GET admin/coverage").document().path("rows");
    }

    private FolderResealing.Report reseal() throws IOException {
        return new FolderResealing(config(), next).run();
    }

    @Test
    void everything_is_under_the_new_store_key_and_nothing_under_the_old_one() throws IOException {
        var before = files();
        var report = reseal();
        assertThat(files()).isEqualTo(before);
        assertThat(report.old()).isZero();
        assertThat(report.records()).isGreaterThan(10);
        assertThat(report.blobs()).isEqualTo(1);
        try (var server = server(next);
                var s3 = server.plainS3()) {
            for (int size : new int[] {100, 20_000, 200_000}) {
                assertThat(s3.getObjectAsBytes(b -> b.bucket("kept").key("k" + size))
                                .asByteArray())
                        .isEqualTo(new byte[size]);
            }
            var state = Administration.ask(server, "GET admin/root-key").document();
            assertThat(state.path("storeKeyId").asText()).isEqualTo(report.storeKeyId());
            assertThat(state.path("storeKeyUnder").get(0).asText()).isEqualTo(report.rootKeyId());
            assertThat(rows(server)).isEqualTo(coverage);
            // What is under a key is found by the tags of labels.
            var key = s3.headObject(b -> b.bucket("kept").key("k100")).ssekmsKeyId();
            assertThat(Administration.ask(server, "GET admin/kms/impact?key=" + key)
                            .document()
                            .path("versions")
                            .asLong())
                    .isEqualTo(3);
            assertThat(Administration.ask(server, "GET admin/audit/verify")
                            .document()
                            .path("faults"))
                    .isEmpty();
        }
        assertThat(Files.readString(next.resolveSibling("next.root-key")))
                .isNotEqualTo(Files.readString(folder.resolve("data.root-key")));
        try (var server = server(folder.resolve("data"))) {
            assertThat(rows(server)).isEqualTo(coverage); // as it was
        }
    }

    @Test
    void keys_of_the_old_folder_open_nothing_of_the_new_one() throws IOException {
        reseal();
        Files.writeString(next.resolveSibling("next.root-key"), Files.readString(folder.resolve("data.root-key")));
        assertThatThrownBy(() -> server(next)).hasMessageContaining("is under root key");
        for (var name : new String[] {"store-key", "store-key.copy"}) {
            Files.copy(
                    folder.resolve("data").resolve(name),
                    next.resolve(name),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        assertThatThrownBy(() -> server(next)).isInstanceOf(Exception.class);
    }

    @Test
    void a_running_server_a_full_folder_and_what_is_there_already_are_refused() throws IOException {
        try (var server = server(folder.resolve("data"))) {
            assertThat(server.server().endpoint()).isNotEmpty();
            assertThatThrownBy(this::reseal).hasMessageContaining("in use");
        }
        assertThatThrownBy(() -> new FolderResealing(config(), folder.resolve("data/in")).run())
                .hasMessageContaining("in the old one");
        Files.createDirectories(next);
        Files.writeString(next.resolve("something"), "");
        assertThatThrownBy(this::reseal).hasMessageContaining("not empty");
        Files.delete(next.resolve("something"));
        Files.writeString(folder.resolve("next.root-key"), "");
        assertThatThrownBy(this::reseal).hasMessageContaining("is there already");
        Files.delete(folder.resolve("next.root-key"));
        reseal();
        assertThatThrownBy(this::reseal).hasMessageContaining("is there already");
    }

    @Test
    void a_trail_that_is_not_whole_is_not_made_whole() throws IOException {
        var trail = TrailFiles.files(folder.resolve("data/audit")).getFirst();
        var lines = Files.readAllLines(trail);
        lines.remove(1);
        Files.write(trail, lines);
        assertThatThrownBy(this::reseal).hasMessageContaining("the audit trail is not whole");
        assertThat(next.resolve("format")).doesNotExist();
        assertThat(folder.resolve("next.root-key")).doesNotExist();
    }

    @Test
    void a_trail_that_was_cut_off_at_its_end_is_not_taken_for_whole() throws IOException {
        var trail = TrailFiles.files(folder.resolve("data/audit")).getFirst();
        var lines = Files.readAllLines(trail);
        lines.removeLast();
        Files.write(trail, lines);
        assertThatThrownBy(this::reseal).hasMessageContaining("does not end where its anchor says");
        assertThat(next.resolve("format")).doesNotExist();
    }
}
