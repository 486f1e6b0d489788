package sealstead.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import sealstead.backup.BackupPlace;
import sealstead.backup.Points;
import sealstead.crypto.KernelRandom;
import sealstead.crypto.RootKeyFile;
import sealstead.custody.RecoveryKey;
import sealstead.custody.StoreKey;

/// The shares of a recovery key, and the root key out of them.
public final class Recovery {
    private final Config config;

    public Recovery(Config config) {
        this.config = config;
    }

    /// Splits a new recovery key into files of a folder, and writes the root key under it beside the root key,
    /// where every backup takes it along. Only when all shares are written and proven, a set that was there
    /// before gives way.
    ///
    /// @param replace whether a set may give way
    /// @return the files of the shares
    public List<Path> split(Path folder, int shares, int threshold, boolean replace) throws IOException {
        var sealed = config.recoveryFile();
        if (Files.exists(sealed) && !replace) {
            throw new FileAlreadyExistsException("the root key has shares already: " + sealed
                    + " is what they open; --replace makes another set, after which only its shares open what is backed"
                    + " up");
        }
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try (var root = RootKeyFile.read(config.rootKeyFile(), config.text(Setting.PASSPHRASE))) {
            var split = RecoveryKey.split(root, shares, threshold, new KernelRandom());
            var written = new ArrayList<Path>();
            for (var share : new TreeMap<>(split.shares()).entrySet()) {
                var file = folder.resolve("share-" + share.getKey());
                write(file, share.getValue());
                written.add(file);
            }
            var unfinished = sealed.resolveSibling(sealed.getFileName() + ".new");
            Files.deleteIfExists(unfinished);
            write(unfinished, split.sealed());
            Files.move(unfinished, sealed, StandardCopyOption.ATOMIC_MOVE);
            syncFolderOf(sealed);
            return written;
        }
    }

    /// For its owner only, and never over what is there.
    private static void write(Path file, String text) throws IOException {
        try (var channel = Files.newByteChannel(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.DSYNC),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            var bytes = java.nio.ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
        syncFolderOf(file);
    }

    private static void syncFolderOf(Path file) throws IOException {
        var folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            try (var channel = java.nio.channels.FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /// The root key under the recovery key, as a place with backups has it.
    public static String sealed(BackupPlace place) throws IOException {
        try (var in = place.open(Points.RECOVERY)) {
            var sealed = new String(in.readNBytes(RecoveryKey.MAX_BYTES + 1), StandardCharsets.ISO_8859_1);
            requireCurrent(place, sealed);
            return sealed;
        } catch (java.nio.file.NoSuchFileException none) {
            throw new IOException("the backups in " + place + " were made without a recovery key", none);
        }
    }

    /// What shares give that were made before a rotation opens nothing of a backup after it.
    private static void requireCurrent(BackupPlace place, String sealed) throws IOException {
        var copies = Points.storeKeys(place);
        if (!copies.isEmpty()) {
            var under = StoreKey.rootKeys(copies, place.toString());
            var given = RecoveryKey.rootKeyId(sealed);
            if (!under.contains(given)) {
                throw new IOException("the shares of " + place + " give root key " + given
                        + ", which was rotated out: its backups are under " + String.join(" and ", under));
            }
        }
    }

    /// Takes the root key under a recovery key aside if it is not the root key of now: its shares open nothing any
    /// more.
    ///
    /// @return whether it was one of before
    static boolean retire(Path sealed, String rootKeyId) throws IOException {
        if (!Files.exists(sealed)) {
            return false;
        }
        var given = RecoveryKey.rootKeyId(Files.readString(sealed, StandardCharsets.ISO_8859_1));
        if (given.equals(rootKeyId)) {
            return false;
        }
        Files.move(
                sealed,
                sealed.resolveSibling(sealed.getFileName() + ".retired-" + given),
                StandardCopyOption.ATOMIC_MOVE);
        syncFolderOf(sealed);
        return true;
    }

    /// Writes the root key file of the configuration; never over one that is there.
    ///
    /// @param shares files
    /// @return the file
    public Path join(String sealed, List<Path> shares) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        for (var share : shares) {
            if (Files.size(share) > RecoveryKey.MAX_BYTES) {
                throw new IOException(share + " is longer than any share");
            }
            texts.put(share.toString(), Files.readString(share, StandardCharsets.ISO_8859_1));
        }
        try (var root = RecoveryKey.join(sealed, texts)) {
            RootKeyFile.write(config.rootKeyFile(), root, config.text(Setting.PASSPHRASE), new KernelRandom());
            return config.rootKeyFile();
        }
    }
}
