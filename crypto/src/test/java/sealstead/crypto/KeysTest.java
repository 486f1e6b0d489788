package sealstead.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Keys: their derivation, their wrapping, the file that holds the root, and secrets that do not print.
final class KeysTest {
    private static final HexFormat HEX = HexFormat.of();

    private final SecureRandom random = new SecureRandom();

    @Test
    void hkdf_answers_the_vectors_of_rfc_5869() {
        var basic = Hkdf.derive(
                HEX.parseHex("0b".repeat(22)),
                HEX.parseHex("000102030405060708090a0b0c"),
                HEX.parseHex("f0f1f2f3f4f5f6f7f8f9"),
                42);
        assertThat(HEX.formatHex(basic))
                .isEqualTo("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
        var noSalt = Hkdf.derive(HEX.parseHex("0b".repeat(22)), new byte[0], new byte[0], 42);
        assertThat(HEX.formatHex(noSalt))
                .isEqualTo("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
    }

    @Test
    void scrypt_answers_the_vectors_of_rfc_7914() {
        assertThat(HEX.formatHex(Scrypt.derive(new byte[0], new byte[0], 16, 1, 1, 64)))
                .isEqualTo("77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                        + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906");
        assertThat(HEX.formatHex(Scrypt.derive(utf8("password"), utf8("NaCl"), 1024, 8, 16, 64)))
                .isEqualTo("fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                        + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640");
        assertThat(HEX.formatHex(Scrypt.derive(utf8("pleaseletmein"), utf8("SodiumChloride"), 16384, 8, 1, 64)))
                .isEqualTo("7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                        + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void a_wrapped_key_opens_only_where_it_belongs() throws IOException {
        try (var wrapping = SecretBytes.random(random, 32);
                var key = SecretBytes.random(random, 32)) {
            var here = Additional.data("here", "x");
            var wrapped = KeyWrap.wrap(wrapping, here, key, random);
            assertThat(KeyWrap.unwrap(wrapping, here, wrapped)).isEqualTo(key);
            assertThatThrownBy(() -> KeyWrap.unwrap(wrapping, Additional.data("there", "x"), wrapped))
                    .isInstanceOf(CorruptObjectException.class);
            assertThatThrownBy(() -> KeyWrap.unwrap(key, here, wrapped)).isInstanceOf(CorruptObjectException.class);
        }
    }

    @Test
    void keys_for_different_purposes_differ_and_the_id_says_nothing() {
        try (var root = SecretBytes.copyOf(new byte[32])) {
            assertThat(KeyTree.derive(root, "records")).isNotEqualTo(KeyTree.derive(root, "kms"));
            assertThat(KeyTree.derive(root, "records")).isEqualTo(KeyTree.derive(root, "records"));
            assertThat(KeyTree.id(root)).hasSize(16);
        }
    }

    @Test
    void a_secret_prints_its_length_only_and_is_gone_after_closing() {
        var bytes = utf8("do not print me, please do not....");
        var secret = SecretBytes.takeOver(bytes);
        assertThat(secret.toString()).isEqualTo("SecretBytes[34]");
        secret.close();
        assertThat(bytes).containsOnly(0);
        assertThatThrownBy(secret::exposeBytes).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_root_key_file_is_for_its_owner_only(@TempDir Path folder) throws IOException {
        var file = folder.resolve("root-key");
        var made = RootKeyFile.create(file, Optional.empty(), random);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(RootKeyFile.read(file, Optional.empty())).isEqualTo(made);
        assertThatThrownBy(() -> RootKeyFile.create(file, Optional.empty(), random))
                .isInstanceOf(IOException.class);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> RootKeyFile.read(file, Optional.empty())).hasMessageContaining("0600");
    }

    @Test
    void what_is_derived_is_what_the_jdk_derives() throws GeneralSecurityException {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var drawn = new Random(seed);
        for (int i = 0; i < 200; i++) {
            var key = new byte[1 + drawn.nextInt(100)];
            var salt = new byte[drawn.nextInt(100)];
            var info = new byte[drawn.nextInt(200)];
            drawn.nextBytes(key);
            drawn.nextBytes(salt);
            drawn.nextBytes(info);
            int length = 1 + drawn.nextInt(255 * 32);
            var expected = KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract()
                            .addIKM(key)
                            .addSalt(salt)
                            .thenExpand(info, length));
            assertThat(Hkdf.derive(key, salt, info, length)).isEqualTo(expected);
        }
    }

    @Test
    void a_root_key_file_that_was_changed_is_told_as_damaged(@TempDir Path folder) throws IOException {
        changedFileIsTold(folder, Optional.empty(), 1);
    }

    /// Each try takes as long as a start.
    @Test
    @Tag("drill")
    void a_root_key_file_under_a_passphrase_that_was_changed_is_told_as_damaged(@TempDir Path folder)
            throws IOException {
        changedFileIsTold(folder, Optional.of("correct horse"), 61);
    }

    /// One flipped bit anywhere is told for what it is, or changes nothing.
    ///
    /// @param step from one bit that is flipped to the next
    private void changedFileIsTold(Path folder, Optional<String> passphrase, int step) throws IOException {
        var file = folder.resolve("root-key");
        var made = RootKeyFile.create(file, passphrase, random);
        var intact = Files.readAllBytes(file);
        for (int bit = 0; bit < 8 * intact.length; bit += step) {
            var changed = intact.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, changed);
            try {
                assertThat(RootKeyFile.read(file, passphrase)).isEqualTo(made);
            } catch (IOException told) {
                assertThat(told.getMessage())
                        .as("bit %s", bit)
                        .contains(file.toString())
                        .containsAnyOf("is damaged", "was changed", "under a passphrase");
            }
        }
        for (var text : List.of("", "x", "sealstead-root-key 1\n", "x".repeat(100_000))) {
            Files.writeString(file, text);
            assertThatThrownBy(() -> RootKeyFile.read(file, passphrase)).hasMessageContaining("is damaged");
        }
    }

    @Test
    void a_root_key_file_of_another_user_is_refused(@TempDir Path folder) throws IOException {
        var file = folder.resolve("root-key");
        RootKeyFile.create(file, Optional.empty(), random);
        var link = Files.createSymbolicLink(folder.resolve("link"), file);
        assertThat(RootKeyFile.read(link, Optional.empty())).isNotNull();
        try {
            Files.setAttribute(link, "unix:uid", 12345, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException notAllowed) {
            Assumptions.abort("left out: only root can give files away");
        }
        assertThatThrownBy(() -> RootKeyFile.read(link, Optional.empty())).hasMessageContaining("another user");
        assertThat(RootKeyFile.read(file, Optional.empty())).isNotNull();
        Files.setAttribute(file, "unix:uid", 12345);
        assertThatThrownBy(() -> RootKeyFile.read(file, Optional.empty())).hasMessageContaining("another user");
    }

    @Test
    void a_root_key_under_a_passphrase_needs_it(@TempDir Path folder) throws IOException {
        var file = folder.resolve("root-key");
        var made = RootKeyFile.create(file, Optional.of("correct horse"), random);
        assertThat(Files.readString(file)).contains("custody: passphrase");
        assertThat(Files.readString(file)).doesNotContain("key: ");
        assertThat(RootKeyFile.read(file, Optional.of("correct horse"))).isEqualTo(made);
        assertThatThrownBy(() -> RootKeyFile.read(file, Optional.of("battery"))).hasMessageContaining(KeyTree.id(made));
        assertThatThrownBy(() -> RootKeyFile.read(file, Optional.empty())).hasMessageContaining("passphrase");
    }

    @Test
    void the_open_tool_opens_a_stored_object_and_refuses_a_changed_one(@TempDir Path folder) throws IOException {
        var plain = new byte[200_000];
        random.nextBytes(plain);
        try (var key = SecretBytes.random(random, 32)) {
            var sealed = Bytes.seal(key, Additional.data("object", "b1", "o1", "0", "data"), plain, random);
            var in = Files.write(folder.resolve("sealed"), sealed);
            var hex = HEX.formatHex(key.exposeBytes());
            var out = folder.resolve("plain");
            Open.run(
                    "--in",
                    in.toString(),
                    "--out",
                    out.toString(),
                    "--key",
                    hex,
                    "--bucket-id",
                    "b1",
                    "--object-id",
                    "o1");
            assertThat(out).hasBinaryContent(plain);
            sealed[150_000] ^= 1;
            Files.write(in, sealed);
            var other = folder.resolve("other");
            assertThatThrownBy(() -> Open.run(
                            "--in",
                            in.toString(),
                            "--out",
                            other.toString(),
                            "--key",
                            hex,
                            "--bucket-id",
                            "b1",
                            "--object-id",
                            "o1"))
                    .isInstanceOf(CorruptObjectException.class);
            assertThat(other).doesNotExist();
        }
    }
}
