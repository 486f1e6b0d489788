package sealstead.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import sealstead.crypto.KernelRandom;
import sealstead.crypto.KeyTree;
import sealstead.crypto.RootKeyFile;
import sealstead.custody.StoreKey;
import sealstead.custody.WrongRootKeyException;
import sealstead.store.local.DataFolder;

/// A rotation of the root key that ends anywhere, and copies of the store key that are damaged or gone.
@SuppressWarnings("NullAway.Init")
final class RootKeyRotationTest {
    /// A rotation that ends as if by a kill.
    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    @TempDir
    private Path folder;

    private Path data;
    private Path rootKey;
    private Config config;
    private String first;
    private String store;

    @BeforeEach
    void firstStart() throws IOException {
        data = folder.resolve("data");
        rootKey = folder.resolve("data.root-key");
        config = Config.load(Map.of(Setting.DATA, data.toString(), Setting.LISTEN, "127.0.0.1:0"), Map.of());
        start();
        first = idOf(rootKey);
        store = RootKeys.read(config).id();
    }

    private void start() throws IOException {
        SealsteadServer.start(config, Clock.systemUTC()).close();
    }

    private static String idOf(Path file) throws IOException {
        try (var key = RootKeyFile.read(file, Optional.empty())) {
            return KeyTree.id(key);
        }
    }

    private List<String> under() throws IOException {
        return List.copyOf(StoreKey.rootKeys(DataFolder.storeKeys(data), "test"));
    }

    private void rotateUntil(RootKeyRotation.Step last) throws IOException {
        try (var open = DataFolder.open(data, new KernelRandom())) {
            var rotation = new RootKeyRotation(config, open, RootKeys.read(config), new KernelRandom(), step -> {
                if (step == last) {
                    throw new Killed();
                }
            });
            assertThatThrownBy(() -> rotation.rotate(false)).isInstanceOf(Killed.class);
        }
    }

    private void rotate() throws IOException {
        try (var open = DataFolder.open(data, new KernelRandom())) {
            new RootKeyRotation(config, open, RootKeys.read(config), new KernelRandom(), step -> {}).rotate(false);
        }
    }

    @Test
    void a_new_folder_has_a_store_key_of_its_own_under_the_root_key() throws IOException {
        assertThat(store).isNotEqualTo(first);
        assertThat(under()).containsExactly(first);
        assertThat(RootKeys.read(config).isRootKey()).isFalse();
        assertThat(data.resolve("format")).hasContent("sealstead-data 2");
    }

    @ParameterizedTest
    @EnumSource(RootKeyRotation.Step.class)
    void a_rotation_that_is_killed_after_any_step_is_done_or_was_never_begun(RootKeyRotation.Step last)
            throws IOException {
        rotateUntil(last);
        boolean replaced = last.compareTo(RootKeyRotation.Step.REPLACED) >= 0;
        var now = idOf(rootKey);
        assertThat(now.equals(first)).isEqualTo(!replaced);
        start();
        assertThat(idOf(rootKey)).isEqualTo(now);
        assertThat(RootKeys.read(config).id()).isEqualTo(store);
        assertThat(under()).containsExactly(now);
        assertThat(folder.resolve("data.root-key.next")).doesNotExist();
        assertThat(Files.exists(folder.resolve("data.root-key.retired-" + first)))
                .isEqualTo(replaced);
        rotate();
        start();
        assertThat(under()).containsExactly(idOf(rootKey)).doesNotContain(now);
    }

    /// A kill between the two copies, and between what is written before and after.
    @ParameterizedTest
    @EnumSource(RootKeyRotation.Step.class)
    void copies_that_differ_open_with_the_root_key_of_now(RootKeyRotation.Step last) throws IOException {
        var before = Files.readString(data.resolve("store-key.copy"));
        rotateUntil(last);
        if (last == RootKeyRotation.Step.UNDER_BOTH) {
            Files.writeString(data.resolve("store-key.copy"), before);
        } else if (last == RootKeyRotation.Step.REPLACED) {
            var both = Files.readString(data.resolve("store-key"));
            start();
            Files.writeString(data.resolve("store-key.copy"), both);
        }
        start();
        assertThat(RootKeys.read(config).id()).isEqualTo(store);
        assertThat(under()).containsExactly(idOf(rootKey));
    }

    @Test
    void the_root_key_that_was_rotated_out_starts_nothing_and_is_refused_by_name() throws IOException {
        rotate();
        var now = idOf(rootKey);
        var retired = folder.resolve("data.root-key.retired-" + first);
        assertThat(idOf(retired)).isEqualTo(first);
        Files.move(rootKey, folder.resolve("kept"));
        Files.copy(retired, rootKey, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        assertThatThrownBy(this::start)
                .isInstanceOf(WrongRootKeyException.class)
                .hasMessageContaining(now)
                .hasMessageContaining(first)
                .hasMessageContaining("rotated out");
        assertThat(idOf(rootKey)).isEqualTo(first);
        assertThat(under()).containsExactly(now);
        Files.delete(rootKey);
        Files.move(folder.resolve("kept"), rootKey);
        start();
    }

    @ParameterizedTest
    @ValueSource(strings = {"store-key", "store-key.copy"})
    void any_byte_of_one_copy_may_be_damaged_or_gone(String name) throws IOException {
        var copy = data.resolve(name);
        var whole = Files.readAllBytes(copy);
        for (int i = 0; i < whole.length; i += 9) {
            var damaged = whole.clone();
            damaged[i] ^= 1;
            Files.write(copy, damaged);
            assertThat(RootKeys.read(config).id()).as("byte " + i).isEqualTo(store);
        }
        Files.write(copy, new byte[0]);
        start();
        assertThat(Files.readString(data.resolve("store-key")))
                .isEqualTo(Files.readString(data.resolve("store-key.copy")));
        Files.delete(copy);
        start();
        assertThat(copy).exists();
    }

    @Test
    void a_store_key_that_is_lost_is_said_and_never_made_anew() throws IOException {
        for (var name : List.of("store-key", "store-key.copy")) {
            Files.writeString(data.resolve(name), "damaged");
        }
        assertThatThrownBy(this::start).hasMessageContaining("is damaged, in every copy");
        for (var name : List.of("store-key", "store-key.copy")) {
            Files.delete(data.resolve(name));
        }
        assertThatThrownBy(this::start).hasMessageContaining("has lost its store key");
        Files.writeString(data.resolve("format"), "sealstead-data 1");
        assertThatThrownBy(this::start).isInstanceOf(IOException.class); // the mark is not the root key's own
        assertThat(data.resolve("store-key")).doesNotExist();
    }

    /// What was sealed for one store, or said of one root key, is nothing for another.
    @Test
    void a_store_key_that_was_changed_does_not_open() throws IOException {
        var text = Files.readString(data.resolve("store-key"));
        for (var forged : List.of(
                text.replace("origin: random", "origin: root-key"),
                text.replace("id: " + store, "id: " + "0".repeat(16)))) {
            assertThat(forged).isNotEqualTo(text);
            var signed = withCheck(forged);
            assertThatThrownBy(
                            () -> StoreKey.open(List.of(signed), "test", RootKeyFile.read(rootKey, Optional.empty())))
                    .hasMessageContaining("is damaged");
        }
        assertThat(StoreKey.open(List.of(withCheck(text)), "test", RootKeyFile.read(rootKey, Optional.empty()))
                        .id())
                .isEqualTo(store);
    }

    private static String withCheck(String text) {
        var signed = text.substring(0, text.indexOf("check: "));
        var digest = sealstead.crypto.CipherPool.sha256(signed.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        return signed + "check: " + java.util.HexFormat.of().formatHex(digest).substring(0, 16) + "\n";
    }

    @Test
    void a_rotation_stops_where_the_root_key_file_is_another_than_the_servers() throws IOException {
        try (var open = DataFolder.open(data, new KernelRandom())) {
            var rotation = new RootKeyRotation(config, open, RootKeys.read(config), new KernelRandom(), step -> {});
            Files.move(rootKey, folder.resolve("kept"));
            RootKeyFile.create(rootKey, Optional.empty(), new KernelRandom()).close();
            assertThatThrownBy(() -> rotation.rotate(false)).hasMessageContaining("runs with " + first);
        }
        assertThat(under()).containsExactly(first);
    }

    /// As where the root key's folder is on a read-only disk, or its name a mount point.
    @Test
    void a_rotation_that_cannot_write_changes_nothing() throws IOException {
        Files.createDirectories(folder.resolve("data.root-key.next/in-the-way"));
        try (var open = DataFolder.open(data, new KernelRandom())) {
            var rotation = new RootKeyRotation(config, open, RootKeys.read(config), new KernelRandom(), step -> {});
            assertThatThrownBy(() -> rotation.rotate(false)).isInstanceOf(IOException.class);
        }
        assertThat(idOf(rootKey)).isEqualTo(first);
        assertThat(under()).containsExactly(first);
        start();
    }

    @Test
    void a_rotation_that_fails_half_way_goes_back() throws IOException {
        Files.createDirectories(folder.resolve("data.root-key.retired-" + first + "/in-the-way"));
        try (var open = DataFolder.open(data, new KernelRandom())) {
            var rotation = new RootKeyRotation(config, open, RootKeys.read(config), new KernelRandom(), step -> {});
            assertThatThrownBy(() -> rotation.rotate(false)).isInstanceOf(IOException.class);
        }
        assertThat(idOf(rootKey)).isEqualTo(first);
        assertThat(under()).containsExactly(first);
        start();
    }

    @Test
    void behind_a_symbolic_link_the_file_itself_is_replaced() throws IOException {
        var elsewhere = Files.createDirectories(folder.resolve("elsewhere")).resolve("key");
        Files.move(rootKey, elsewhere);
        Files.createSymbolicLink(rootKey, elsewhere);
        rotate();
        assertThat(rootKey).isSymbolicLink();
        assertThat(idOf(elsewhere)).isNotEqualTo(first);
        assertThat(idOf(folder.resolve("elsewhere/key.retired-" + first))).isEqualTo(first);
        start();
        assertThat(under()).containsExactly(idOf(elsewhere));
    }

    @Test
    void a_first_start_that_is_cut_off_between_root_key_and_store_key_goes_on() throws IOException {
        var other = folder.resolve("other");
        config = Config.load(Map.of(Setting.DATA, other.toString(), Setting.LISTEN, "127.0.0.1:0"), Map.of());
        RootKeyFile.create(folder.resolve("other.root-key"), Optional.empty(), new KernelRandom())
                .close();
        var key = RootKeys.open(config, new KernelRandom());
        assertThat(key.isRootKey()).isFalse();
        assertThat(RootKeys.open(config, new KernelRandom()).id()).isEqualTo(key.id()); // cut off before the format
        start();
        assertThat(RootKeys.read(config).id()).isEqualTo(key.id());
    }

    @Test
    void a_rotation_beside_another_is_refused_and_says_why() throws IOException {
        try (var open = DataFolder.open(data, new KernelRandom())) {
            var itself = new java.util.concurrent.atomic.AtomicReference<RootKeyRotation>();
            var refused = new java.util.concurrent.atomic.AtomicInteger();
            itself.set(new RootKeyRotation(config, open, RootKeys.read(config), new KernelRandom(), step -> {
                assertThatThrownBy(() -> itself.get().rotate(false)).hasMessageContaining("another rotation");
                refused.incrementAndGet();
            }));
            var rotated = itself.get().rotate(false);
            assertThat(refused.get()).isEqualTo(RootKeyRotation.Step.values().length);
            assertThat(rotated.state().rootKeyId()).isEqualTo(idOf(rootKey));
            itself.get().rotate(false);
        }
    }
}
