package sealstead.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A folder with backups. A file is written under another name, synced and renamed.
public final class FolderPlace implements BackupPlace {
    private static final String UNFINISHED = "unfinished";

    private final Path folder;
    private final Optional<FileChannel> lock;
    private final Set<Path> touched = new HashSet<>();

    private FolderPlace(Path folder, Optional<FileChannel> lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /// To read from; the folder may be on a medium that cannot be written.
    public static FolderPlace reading(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException("there is no folder " + folder);
        }
        return new FolderPlace(folder, Optional.empty());
    }

    /// To drop points from, by one at a time; there must be some.
    public static FolderPlace pruning(Path folder) throws IOException {
        if (!Files.exists(folder.resolve("backup"))) {
            throw new IOException(folder + " has no backups: it has no file `backup`");
        }
        return writing(folder);
    }

    /// To write to, by one at a time; the folder is made if it is not there.
    public static FolderPlace writing(Path folder) throws IOException {
        create(folder.toAbsolutePath().normalize());
        var channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() == null) {
                throw new IOException("another backup or prune is at work in " + folder);
            }
            var place = new FolderPlace(folder, Optional.of(channel));
            var unfinished = folder.resolve(UNFINISHED);
            create(unfinished);
            try (var leftovers = Files.newDirectoryStream(unfinished)) {
                for (var leftover : leftovers) {
                    Files.delete(leftover);
                }
            }
            return place;
        } catch (OverlappingFileLockException here) {
            channel.close();
            throw new IOException("another backup or prune is at work in " + folder);
        } catch (IOException | RuntimeException failed) {
            channel.close();
            throw failed;
        }
    }

    /// Makes a folder for its owner only and what is missing above it, each name durable before the next.
    private static void create(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        var above = folder.getParent();
        if (above != null) {
            create(above);
        }
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        if (above != null) {
            sync(above);
        }
    }

    private static void sync(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static Path parent(Path file) {
        var parent = file.toAbsolutePath().normalize().getParent();
        return parent == null ? file : parent;
    }

    @Override
    public void put(String name, long bytes, Content content) throws IOException {
        var file = folder.resolve(name);
        var parent = parent(file);
        create(parent);
        var unfinished = folder.resolve(UNFINISHED).resolve(name.replace('/', '_'));
        try (var in = content.open();
                var out = FileChannel.open(
                        unfinished,
                        Set.of(
                                StandardOpenOption.CREATE,
                                StandardOpenOption.TRUNCATE_EXISTING,
                                StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            var buffer = new byte[Digested.BUFFER_BYTES];
            long written = 0;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                for (var left = ByteBuffer.wrap(buffer, 0, n); left.hasRemaining(); ) {
                    written += out.write(left);
                }
            }
            if (written != bytes) {
                throw new IOException("what became " + name + " has " + written + " bytes instead of " + bytes);
            }
            out.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        touched.add(parent);
    }

    @Override
    public boolean isThere(String name, long bytes, String sha256) throws IOException {
        return Digested.of(open(name), (buffer, length) -> {}).is(bytes, sha256);
    }

    @Override
    public void settle() throws IOException {
        for (var each : List.copyOf(touched)) {
            sync(each);
        }
        touched.clear();
    }

    @Override
    public InputStream open(String name) throws IOException {
        var file = folder.resolve(name);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new NoSuchFileException(name);
        }
        return Files.newInputStream(file);
    }

    @Override
    public Map<String, Long> list(String in) throws IOException {
        var found = new HashMap<String, Long>();
        var at = folder.resolve(in);
        if (!Files.isDirectory(at)) {
            return found;
        }
        try (var all = Files.newDirectoryStream(at)) {
            for (var each : all) {
                if (Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)) {
                    found.put(String.valueOf(each.getFileName()), Files.size(each));
                }
            }
        }
        return found;
    }

    @Override
    public void delete(String name) throws IOException {
        var file = folder.resolve(name);
        if (Files.deleteIfExists(file)) {
            touched.add(parent(file));
        }
    }

    @Override
    public String toString() {
        return folder.toString();
    }

    @Override
    public void close() throws IOException {
        if (lock.isPresent()) {
            lock.get().close();
        }
    }
}
