package sealstead.crypto;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The file that holds a root key, in the clear or under a passphrase (docs/format.md, "Root key file"). It is readable
/// by its owner only; one that others can read is refused.
public final class RootKeyFile {
    private static final String FIRST_LINE = "sealstead-root-key 1";
    private static final int N = 1 << 16;
    private static final int R = 8;
    private static final int P = 1;
    private static final int KEY_BYTES = 32;

    private RootKeyFile() {}

    /// Makes a new root key and writes its file; never overwrites one.
    ///
    /// @param passphrase what to seal it under, or none to write it in the clear
    public static SecretBytes create(Path file, Optional<String> passphrase, SecureRandom random) throws IOException {
        var key = SecretBytes.random(random, KEY_BYTES);
        var text = new StringBuilder(FIRST_LINE).append('\n');
        text.append("id: ").append(KeyTree.id(key)).append('\n');
        var base64 = Base64.getEncoder();
        if (passphrase.isEmpty()) {
            text.append("custody: file\n");
            text.append("key: ")
                    .append(base64.encodeToString(key.exposeBytes()))
                    .append('\n');
        } else {
            var salt = new byte[32];
            random.nextBytes(salt);
            try (var sealing = stretch(passphrase.get(), salt, N, R, P)) {
                var sealed = Seal.seal(sealing, additional(KeyTree.id(key)), key.exposeBytes(), random);
                text.append("custody: passphrase\n");
                text.append("scrypt: ")
                        .append(N)
                        .append(' ')
                        .append(R)
                        .append(' ')
                        .append(P)
                        .append('\n');
                text.append("salt: ").append(base64.encodeToString(salt)).append('\n');
                text.append("sealed: ").append(base64.encodeToString(sealed)).append('\n');
            }
        }
        write(file, text.toString());
        return key;
    }

    private static void write(Path file, String text) throws IOException {
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        var folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException("a root key file needs a folder: " + file);
        }
        Files.createDirectories(folder);
        var unfinished = Files.createTempFile(
                folder,
                ".root-key",
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (var channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
            channel.force(true);
        }
        Files.createLink(file, unfinished); // fails if another process made one meanwhile
        Files.delete(unfinished);
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// Whether a passphrase is needed to read the file.
    public static boolean needsPassphrase(Path file) throws IOException {
        return "passphrase".equals(parse(file).get("custody"));
    }

    /// Reads the root key.
    ///
    /// @throws IOException if the file is open to others, is not one, or the passphrase is wrong or missing
    public static SecretBytes read(Path file, Optional<String> passphrase) throws IOException {
        for (var permission : Files.getPosixFilePermissions(file)) {
            boolean owners = permission == PosixFilePermission.OWNER_READ
                    || permission == PosixFilePermission.OWNER_WRITE
                    || permission == PosixFilePermission.OWNER_EXECUTE;
            if (!owners) {
                throw new IOException("the root key file " + file + " is open to others; its mode must be 0600");
            }
        }
        var fields = parse(file);
        var id = field(fields, "id", file);
        var key = switch (field(fields, "custody", file)) {
            case "file" -> SecretBytes.takeOver(decode(field(fields, "key", file), file));
            case "passphrase" ->
                unseal(
                        fields,
                        id,
                        passphrase.orElseThrow(() -> new IOException(
                                "the root key " + id + " in " + file + " is under a passphrase, and none was given")),
                        file);
            default -> throw malformed(file);
        };
        if (key.length() != KEY_BYTES || !KeyTree.id(key).equals(id)) {
            throw malformed(file);
        }
        return key;
    }

    private static SecretBytes unseal(Map<String, String> fields, String id, String passphrase, Path file)
            throws IOException {
        var parameters = field(fields, "scrypt", file).split(" ");
        if (parameters.length != 3) {
            throw malformed(file);
        }
        var salt = decode(field(fields, "salt", file), file);
        var sealed = decode(field(fields, "sealed", file), file);
        try (var sealing = stretch(
                passphrase,
                salt,
                Integer.parseInt(parameters[0]),
                Integer.parseInt(parameters[1]),
                Integer.parseInt(parameters[2]))) {
            return Seal.openSecret(sealing, additional(id), sealed);
        } catch (CorruptObjectException wrong) {
            throw new IOException("the passphrase does not open the root key " + id + " in " + file);
        } catch (NumberFormatException notNumbers) {
            throw malformed(file);
        }
    }

    private static SecretBytes stretch(String passphrase, byte[] salt, int n, int r, int p) {
        var bytes = passphrase.getBytes(StandardCharsets.UTF_8);
        return SecretBytes.takeOver(Scrypt.derive(bytes, salt, n, r, p, KEY_BYTES));
    }

    private static byte[] additional(String id) {
        return Additional.data("root-key", id);
    }

    private static Map<String, String> parse(Path file) throws IOException {
        var lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
        if (lines.isEmpty() || !lines.getFirst().equals(FIRST_LINE)) {
            throw malformed(file);
        }
        var fields = new HashMap<String, String>();
        for (var line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 2));
            }
        }
        return fields;
    }

    private static String field(Map<String, String> fields, String name, Path file) throws IOException {
        var value = fields.get(name);
        if (value == null) {
            throw malformed(file);
        }
        return value;
    }

    private static byte[] decode(String base64, Path file) throws IOException {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException notBase64) {
            throw malformed(file);
        }
    }

    private static IOException malformed(Path file) {
        return new IOException("not a root key file: " + file);
    }
}
