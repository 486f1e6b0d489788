package sealstead.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sealstead.backup.FolderPlace;
import sealstead.server.Config;
import sealstead.server.Recovery;
import sealstead.server.Restoring;
import sealstead.server.Setting;
import software.amazon.awssdk.core.sync.RequestBody;

/// A root key that was lost comes back from shares and a backup, and only from the right ones.
@Overlay.Never
@SuppressWarnings({"NullAway.Init", "unchecked"})
final class RecoveryKeyTest {
    @TempDir
    private Path folder;

    private List<Path> shares;
    private Path backups;

    private Config config(String data) throws IOException {
        return Config.load(Map.of(Setting.DATA, folder.resolve(data).toString()), Map.of());
    }

    private LocalServer server(String data) {
        return new LocalServer(Map.of(Setting.DATA, folder.resolve(data).toString()));
    }

    private String sealed() throws IOException {
        try (var place = FolderPlace.reading(backups)) {
            return Recovery.sealed(place);
        }
    }

    @BeforeEach
    void losesEverythingButSharesAndBackup() throws IOException {
        backups = folder.resolve("backups");
        try (var server = server("data");
                var s3 = server.plainS3()) {
            s3.createBucket(b -> b.bucket("kept"));
            s3.putObject(
                    b -> b.bucket("kept").key("k").serverSideEncryption("aws:kms"),
                    RequestBody.fromString("still there"));
            shares = new Recovery(config("data")).split(folder.resolve("shares"), 5, 3, false);
            Administration.ask(server, "POST admin/backup?to=" + backups);
            Eventually.holds(
                    "the backup is over",
                    () -> !Administration.ask(server, "GET admin/backup")
                            .document()
                            .path("running")
                            .asBoolean());
            var state = Administration.ask(server, "GET admin/backup").document();
            assertThat(state.path("failure").asText()).isEmpty();
        }
    }

    @Test
    void everything_comes_back_from_three_of_five_shares_and_a_backup() throws IOException {
        var lost = Files.readString(folder.resolve("data.root-key"));
        var recovered =
                new Recovery(config("new")).join(sealed(), List.of(shares.get(4), shares.get(0), shares.get(2)));
        assertThat(recovered).isEqualTo(folder.resolve("new.root-key")).hasContent(lost);
        try (var restoring = new Restoring(config("new"), FolderPlace.reading(backups))) {
            var outcome =
                    restoring.restore(restoring.point(Optional.empty()), new Restoring.Accepted(false, false), n -> {});
            assertThat(outcome.whole()).isTrue();
        }
        try (var server = server("new");
                var s3 = server.plainS3()) {
            assertThat(s3.getObjectAsBytes(b -> b.bucket("kept").key("k")).asUtf8String())
                    .isEqualTo("still there");
        }
    }

    @Test
    void under_a_passphrase_it_comes_back_under_a_passphrase() throws IOException {
        var config = Config.load(
                Map.of(Setting.DATA, folder.resolve("new").toString(), Setting.PASSPHRASE, "correct horse"), Map.of());
        assertThat(new Recovery(config).join(sealed(), shares)).content().contains("custody: passphrase");
    }

    @Test
    void too_few_doubled_mixed_and_changed_shares_are_refused_by_name() throws IOException {
        refused(List.of(shares.get(0), shares.get(1)), "3 shares of set", "2 were given");
        var twice = Files.copy(shares.get(0), folder.resolve("twice"));
        refused(List.of(shares.get(0), twice, shares.get(1)), "twice", "share-1", "the same share");
        var others = new Recovery(config("data")).split(folder.resolve("others"), 3, 3, true);
        refused(List.of(shares.get(0), shares.get(1), others.get(2)), "others/share-3", "is a share of set");
        var text = Files.readString(shares.get(1));
        for (int i = 0; i < text.length(); i += 7) {
            var changed = text.toCharArray();
            changed[i] = (char) (changed[i] ^ 1);
            Files.writeString(shares.get(1), new String(changed), StandardCharsets.ISO_8859_1);
            refused(List.of(shares.get(0), shares.get(1), shares.get(2)), "share-2");
        }
    }

    @Test
    void a_share_that_was_forged_with_its_check_is_refused_by_name() throws IOException {
        var lines = Files.readAllLines(shares.get(1));
        var forged = new StringBuilder();
        for (var line : lines) {
            if (line.startsWith("value: ")) {
                forged.append("value: ")
                        .append(Base64.getEncoder().encodeToString(new byte[32]))
                        .append('\n');
            } else if (line.startsWith("check: ")) {
                var check = check(forged.toString());
                forged.append("check: ").append(check).append('\n');
            } else {
                forged.append(line).append('\n');
            }
        }
        Files.writeString(shares.get(1), forged);
        refused(List.of(shares.get(0), shares.get(1), shares.get(2)), "share-2", "is not share 2 as it was made");
    }

    private static String check(String text) {
        return java.util.HexFormat.of()
                .formatHex(sealstead.crypto.CipherPool.sha256(text.getBytes(StandardCharsets.UTF_8)))
                .substring(0, 16);
    }

    @Test
    void a_changed_sealed_root_key_is_refused_and_a_root_key_that_is_there_is_left() throws IOException {
        var file = backups.resolve("recovery");
        var text = Files.readString(file);
        for (int i = 0; i < text.length(); i += 11) {
            var changed = text.toCharArray();
            changed[i] = (char) (changed[i] ^ 1);
            Files.writeString(file, new String(changed), StandardCharsets.ISO_8859_1);
            assertThatThrownBy(() -> new Recovery(config("new")).join(sealed(), shares))
                    .as("character " + i)
                    .isInstanceOf(IOException.class);
        }
        Files.writeString(file, text);
        assertThatThrownBy(() -> new Recovery(config("data")).join(sealed(), shares))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> new Recovery(config("data")).split(folder.resolve("more"), 3, 2, false))
                .hasMessageContaining("has shares already");
    }

    private void refused(List<Path> some, String... because) {
        assertThatThrownBy(() -> new Recovery(config("new")).join(sealed(), some))
                .isInstanceOf(IOException.class)
                .message()
                .contains(because);
        assertThat(folder.resolve("new.root-key")).doesNotExist();
    }
}
