package sealstead.crypto;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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
    private static final int MAX_N = 1 << 20;
    private static final int MAX_R = 16;
    private static final int MAX_P = 16;
    private static final int MAX_FILE_BYTES = 64 * 1024;

    private RootKeyFile() {}

    /// Makes a new root key and writes its file; never overwrites one.
    ///
    /// @param passphrase what to seal it under, or none to write it in the clear
    public static SecretBytes create(Path file, Optional<String> passphrase, SecureRandom random) throws IOException {
        var key = SecretBytes.random(random, KEY_BYTES);
        write(file, key, passphrase, random);
        return key;
    }

    /// Writes the file of a root key that was lost; never overwrites one.
    ///
    /// @param passphrase what to seal it under, or none to write it in the clear
    public static void write(Path file, SecretBytes key, Optional<String> passphrase, SecureRandom random)
            throws IOException {
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
    }

    private static void write(Path file, String text) throws IOException {
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        var folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException("a root key file needs a folder: " + file);
        }
        create(folder);
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
        sync(folder);
    }

    /// Makes a folder and what is missing above it, each name durable before the next.
    private static void create(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        var above = folder.getParent();
        if (above != null) {
            create(above);
        }
        Files.createDirectories(folder);
        if (above != null) {
            sync(above);
        }
    }

    private static void sync(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// Reads the root key.
    ///
    /// @throws IOException if the file belongs to or is open to others, is damaged, or its passphrase is wrong or
    /// missing; the message says which
    public static SecretBytes read(Path file, Optional<String> passphrase) throws IOException {
        requirePrivate(file);
        var fields = parse(file);
        var id = field(fields, "id", file);
        var custody = field(fields, "custody", file);
        var key = switch (custody) {
            case "file" -> SecretBytes.takeOver(decode(fields, "key", file));
            case "passphrase" ->
                unseal(
                        fields,
                        id,
                        passphrase.orElseThrow(() -> new IOException(
                                "the root key " + id + " in " + file + " is under a passphrase, and none was given")),
                        file);
            default -> throw damaged(file, "`custody` is neither `file` nor `passphrase`");
        };
        if (key.length() != KEY_BYTES) {
            throw damaged(file, "the key in it has " + key.length() + " bytes instead of " + KEY_BYTES);
        }
        if (!KeyTree.id(key).equals(id)) {
            throw damaged(file, "`id` and `key` do not belong together: at least one character of them was changed");
        }
        return key;
    }

    /// A key that others can read is none, and one that others can exchange is theirs.
    private static void requirePrivate(Path file) throws IOException {
        for (var permission : Files.getPosixFilePermissions(file)) {
            boolean owners = permission == PosixFilePermission.OWNER_READ
                    || permission == PosixFilePermission.OWNER_WRITE
                    || permission == PosixFilePermission.OWNER_EXECUTE;
            if (!owners) {
                throw new IOException("the root key file " + file + " is open to others; its mode must be 0600");
            }
        }
        requireOwner(file, "the root key file " + file);
        if (Files.isSymbolicLink(file)) {
            requireOwner(file, "the symbolic link " + file + " to the root key", LinkOption.NOFOLLOW_LINKS);
        }
    }

    private static void requireOwner(Path file, String what, LinkOption... options) throws IOException {
        var process = Path.of("/proc/self");
        if (!Files.exists(process)) {
            return; // no way to ask who we are
        }
        var owner = Files.getAttribute(file, "unix:uid", options);
        if (!owner.equals(0) && !owner.equals(Files.getAttribute(process, "unix:uid"))) {
            throw new IOException(what + " belongs to another user (" + owner
                    + "), who could exchange it; it must belong to the user that runs the server, or to root");
        }
    }

    private static SecretBytes unseal(Map<String, String> fields, String id, String passphrase, Path file)
            throws IOException {
        var parameters = field(fields, "scrypt", file).split(" ", -1);
        if (parameters.length != 3) {
            throw damaged(file, "`scrypt` is not three numbers");
        }
        int n = bounded(parameters[0], MAX_N, file);
        int r = bounded(parameters[1], MAX_R, file);
        int p = bounded(parameters[2], MAX_P, file);
        if (Integer.bitCount(n) != 1 || n < 2) {
            throw damaged(file, "`scrypt` begins with no power of two");
        }
        var salt = decode(fields, "salt", file);
        var sealed = decode(fields, "sealed", file);
        try (var sealing = stretch(passphrase, salt, n, r, p)) {
            return Seal.openSecret(sealing, additional(id), sealed);
        } catch (CorruptObjectException wrong) {
            throw new IOException("the passphrase does not open the root key " + id + " in " + file
                    + ": it is another one, or the file was changed");
        }
    }

    /// A number that was changed must not cost all memory there is.
    private static int bounded(String number, int most, Path file) throws IOException {
        if (!number.matches("[0-9]{1,7}") || Integer.parseInt(number) < 1 || Integer.parseInt(number) > most) {
            throw damaged(file, "`scrypt` has a number that cannot be");
        }
        return Integer.parseInt(number);
    }

    private static SecretBytes stretch(String passphrase, byte[] salt, int n, int r, int p) {
        var bytes = passphrase.getBytes(StandardCharsets.UTF_8);
        return SecretBytes.takeOver(Scrypt.derive(bytes, salt, n, r, p, KEY_BYTES));
    }

    private static byte[] additional(String id) {
        return Additional.data("root-key", id);
    }

    private static Map<String, String> parse(Path file) throws IOException {
        if (Files.size(file) == 0) {
            throw damaged(file, "it is empty");
        }
        if (Files.size(file) > MAX_FILE_BYTES) {
            throw damaged(file, "it is longer than any root key file");
        }
        // Any byte is a character of this alphabet, so that a changed one is named for what it is.
        var lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        if (!lines.getFirst().equals(FIRST_LINE)) {
            throw damaged(file, "its first line is not `" + FIRST_LINE + "`");
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
            throw damaged(file, "it has no `" + name + "`");
        }
        return value;
    }

    private static byte[] decode(Map<String, String> fields, String name, Path file) throws IOException {
        try {
            return Base64.getDecoder().decode(field(fields, name, file));
        } catch (IllegalArgumentException notBase64) {
            throw damaged(file, "`" + name + "` is not base64");
        }
    }

    private static IOException damaged(Path file, String how) {
        return new IOException("the root key file " + file + " is damaged, or is none: " + how
                + ". Restore it from its backup; without it nothing can be opened");
    }
}
