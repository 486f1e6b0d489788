package sealstead.store.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import sealstead.store.BlobId;

/// A data folder that is filled from a backup. It becomes one when it gets its format, which is the last thing
/// that it gets: a server refuses to start on one that was cut off, and another restore begins it anew.
public final class EmptyFolder implements AutoCloseable {
    private static final Set<String> KEPT = Set.of(DataFolder.FILLING, DataFolder.LOCK, DataFolder.ASIDE);

    private final Path folder;
    private final FileChannel lock;
    private final Set<Path> touched = new HashSet<>();

    private EmptyFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /// @throws IOException if something is in `folder` that no restore which was cut off has left there
    public static EmptyFolder open(Path folder) throws IOException {
        Folders.create(folder);
        var lockFile = folder.resolve(DataFolder.LOCK);
        boolean locked = Files.exists(lockFile);
        // Under the lock: what looks cut off may be another restore's that comes to its end just now.
        var lock = DataFolder.lock(folder);
        try {
            var filling = folder.resolve(DataFolder.FILLING);
            if (!DataFolder.isBeingFilled(folder)) {
                checkEmpty(folder);
                Files.createFile(filling);
                Folders.sync(folder);
            }
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            var empty = new EmptyFolder(folder, lock);
            empty.clear();
            return empty;
        } catch (IOException | RuntimeException failed) {
            if (!locked) {
                Files.deleteIfExists(lockFile); // nothing of ours stays in what is somebody else's
            }
            lock.close();
            throw failed;
        }
    }

    private static void checkEmpty(Path folder) throws IOException {
        try (var all = Files.newDirectoryStream(folder)) {
            for (var each : all) {
                var name = String.valueOf(each.getFileName());
                if (!name.equals(DataFolder.LOCK)) {
                    throw new IOException("the folder " + folder + " is not empty: it has " + name);
                }
            }
        }
    }

    /// Takes away what one that was cut off has put here, but for the mark that it has kept.
    private void clear() throws IOException {
        try (var all = Files.newDirectoryStream(folder)) {
            for (var each : all) {
                var name = String.valueOf(each.getFileName());
                if (!KEPT.contains(name)) {
                    Folders.deleteAll(each);
                }
            }
        }
    }

    /// Where a file of the records goes.
    public Path record(String name) throws IOException {
        if (!StoreCheckpoint.isRecord(name)) {
            throw new IOException("a file of the records is not called " + name);
        }
        return touch(folder.resolve(DataFolder.RECORDS).resolve(name));
    }

    /// Shows all records that it has by now to `look`.
    public void look(RecordRewriter look) throws IOException {
        TableRepair.look(records(), look);
    }

    Path records() throws IOException {
        var records = folder.resolve(DataFolder.RECORDS);
        if (touched.add(records)) {
            Folders.create(records);
        }
        return records;
    }

    /// Where a blob goes.
    public Path blob(BlobId id) throws IOException {
        return touch(LocalBlobStore.file(folder.resolve(DataFolder.BLOBS), id));
    }

    /// Where a file of another kind goes.
    ///
    /// @param in the name of a folder in this one
    public Path other(String in, String name) throws IOException {
        return touch(folder.resolve(in).resolve(name));
    }

    /// The store key under the root key.
    public void storeKey(String text) throws IOException {
        DataFolder.writeStoreKey(folder, text);
    }

    private Path touch(Path file) throws IOException {
        var parent = Folders.parentOf(file);
        if (touched.add(parent)) {
            Folders.create(parent);
        }
        return file;
    }

    /// How far the mark says that the store had got which was here before; absent if there is no mark.
    ///
    /// @throws StoreSetBackException if the mark is none that the holder of the key wrote
    public static Optional<Long> marked(Marking marking) throws IOException {
        return HighWaterMark.read(marking).map(HighWaterMark.State::sequence);
    }

    /// Makes it a data folder whose mark says that this is what there is: a new run begins, so that no older
    /// copy and no other copy of the backup passes for it. A mark that was there is kept aside.
    ///
    /// @param damaged whether files of the records are known to be damaged: they are opened around it
    public void finish(Marking marking, boolean damaged, RandomGenerator random) throws IOException {
        for (var each : List.copyOf(touched)) {
            Folders.sync(each);
        }
        if (Files.exists(marking.file())) {
            var aside = DataFolder.newAside(folder);
            Folders.copy(marking.file(), aside.resolve(marking.file().getFileName()));
            Folders.sync(aside);
        }
        var records = folder.resolve(DataFolder.RECORDS);
        try (var families = damaged ? RocksFamilies.openAroundDamage(records) : RocksFamilies.open(records);
                var _ = Freshness.begin(families, marking, random)) {
            Folders.sync(folder);
        }
        // All that is in it is durable before it is a data folder; from here on it is one, whatever happens.
        DataFolder.writeFormat(folder);
        Files.delete(folder.resolve(DataFolder.FILLING));
        Folders.sync(folder);
    }

    /// Takes all away again that was put here, but for a mark that was kept.
    public void giveUp() throws IOException {
        clear();
        if (!Files.exists(folder.resolve(DataFolder.ASIDE))) {
            Files.deleteIfExists(folder.resolve(DataFolder.FILLING));
        }
        Folders.sync(folder);
    }

    @Override
    public void close() throws IOException {
        if (!DataFolder.isFormatted(folder) && !Files.exists(folder.resolve(DataFolder.FILLING))) {
            Files.deleteIfExists(folder.resolve(DataFolder.LOCK)); // while nobody else can have it
        }
        lock.close();
    }
}
