package sealstead.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Root key files as they were written once are read, and the same are written today.
@SuppressWarnings("NullAway.Init")
final class RootKeyFileGoldenTest {
    private static final String KEY = "a root key, of thirty-two bytes.";

    @TempDir
    private Path folder;

    private void check(String name, Optional<String> passphrase) throws IOException {
        try (var key = SecretBytes.copyOf(KEY.getBytes(StandardCharsets.US_ASCII))) {
            var written = folder.resolve("written");
            RootKeyFile.write(written, key, passphrase, new InsecureFixedRandom(21));
            String frozen;
            try (var in = Objects.requireNonNull(
                    RootKeyFileGoldenTest.class.getResourceAsStream("/golden/" + name + ".txt"), name)) {
                frozen = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            }
            assertThat(written).hasContent(frozen);
            var old = folder.resolve("old");
            Files.writeString(old, frozen);
            Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rw-------"));
            try (var read = RootKeyFile.read(old, passphrase)) {
                assertThat(read).isEqualTo(key);
            }
        }
    }

    @Test
    void a_key_in_a_file() throws IOException {
        check("root-key-file", Optional.empty());
    }

    @Test
    void a_key_under_a_passphrase() throws IOException {
        check("root-key-passphrase", Optional.of("a passphrase"));
    }
}
