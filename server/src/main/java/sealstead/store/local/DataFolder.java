package sealstead.store.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import sealstead.store.Room;

/// A data folder: its lock, its format version, and the two stores in it. One process at a time.
public final class DataFolder implements AutoCloseable {
    private static final int FORMAT = 1;
    private static final String RECORDS = "records";

    private final FileChannel lockChannel;
    private final DiskRoom room;
    private final LocalMetaStore records;
    private final LocalBlobStore blobs;

    private DataFolder(FileChannel lockChannel, DiskRoom room, LocalMetaStore records, LocalBlobStore blobs) {
        this.lockChannel = lockChannel;
        this.room = room;
        this.records = records;
        this.blobs = blobs;
    }

    /// Opens `folder` without a mark; see the other `open`. For tools that have no root key.
    public static DataFolder open(Path folder, RandomGenerator random) throws IOException {
        return open(folder, Optional.empty(), DiskLimits.NONE, StoreListener.NONE, random);
    }

    /// Opens `folder`, made with mode 0700 if it is not there.
    ///
    /// @param marking where its mark is
    /// @param limits how much of the disk is kept free
    /// @param listener hears of faults that last
    /// @throws StoreSetBackException if it has less than it had
    /// @throws IOException if another process has it, or a newer Sealstead wrote it
    public static DataFolder open(
            Path folder, Optional<Marking> marking, DiskLimits limits, StoreListener listener, RandomGenerator random)
            throws IOException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        var channel = lock(folder);
        try {
            checkFormat(folder.resolve("format"));
            var room = DiskRoom.of(folder, limits, listener);
            room.makeRoomToOpen();
            var records = new LocalMetaStore(folder.resolve(RECORDS), marking, listener, random);
            var blobs = new LocalBlobStore(folder.resolve("blobs"), room, room::wasFull);
            room.start();
            return new DataFolder(channel, room, records, blobs);
        } catch (IOException unusable) {
            channel.close();
            throw unusable;
        }
    }

    /// Closing it gives the folder up.
    private static FileChannel lock(Path folder) throws IOException {
        var channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException here) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new IOException("the data folder " + folder + " is in use by another Sealstead");
        }
        return channel;
    }

    /// Whether the store in `folder` has everything that it acknowledged.
    ///
    /// @throws StoreSetBackException if not
    public static void check(Path folder, Marking marking) throws IOException {
        try (var _ = lock(folder)) {
            checkFormat(folder.resolve("format"));
            Freshness.check(folder.resolve(RECORDS), Optional.of(marking));
        }
    }

    /// Sets flipped bits in the logs right, where that can be proven.
    ///
    /// @return the folder in which the logs and the mark are kept as they were; absent if nothing could be mended
    public static Optional<Path> mend(Path folder, Marking marking) throws IOException {
        try (var _ = lock(folder)) {
            var aside = keepAside(folder, marking.file());
            if (LogMend.mendAll(folder.resolve(RECORDS)) > 0) {
                return Optional.of(aside);
            }
            try (var copies = Files.newDirectoryStream(aside)) {
                for (var copy : copies) {
                    Files.delete(copy);
                }
            }
            Files.delete(aside);
            return Optional.empty();
        }
    }

    /// Goes on with what the store in `folder` has, although it has had more: what can be read of its logs is taken
    /// over,
    /// and its mark is written anew.
    ///
    /// @return the folder in which the logs and the mark are kept as they were
    public static Path acceptLoss(Path folder, Marking marking, RandomGenerator random) throws IOException {
        try (var _ = lock(folder)) {
            checkFormat(folder.resolve("format"));
            var aside = keepAside(folder, marking.file());
            try (var families = RocksFamilies.openAroundDamage(folder.resolve(RECORDS));
                    var _ = Freshness.begin(families, marking, random)) {
                return aside;
            }
        }
    }

    private static Path keepAside(Path folder, Path mark) throws IOException {
        int number = 1;
        while (Files.exists(folder.resolve("aside").resolve("" + number))) {
            number++;
        }
        var aside = folder.resolve("aside").resolve("" + number);
        Folders.create(aside);
        try (var logs = Files.newDirectoryStream(folder.resolve(RECORDS), "*.log")) {
            for (var log : logs) {
                keep(log, aside);
            }
        }
        if (Files.exists(mark)) {
            keep(mark, aside);
        }
        Folders.sync(aside);
        return aside;
    }

    private static void keep(Path file, Path aside) throws IOException {
        var kept = Files.copy(file, aside.resolve(file.getFileName()));
        try (var channel = FileChannel.open(kept, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static void checkFormat(Path file) throws IOException {
        if (!Files.exists(file)) {
            Files.writeString(
                    file,
                    "sealstead-data " + FORMAT + "\n",
                    StandardCharsets.US_ASCII,
                    StandardOpenOption.DSYNC,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            return;
        }
        var text = Files.readString(file, StandardCharsets.US_ASCII).strip();
        if (!text.matches("sealstead-data [0-9]{1,6}")) {
            throw new IOException("not a Sealstead data folder: " + file);
        }
        int format = Integer.parseInt(text.substring("sealstead-data ".length()));
        if (format > FORMAT) {
            throw new IOException("the data folder has format " + format + ", this Sealstead knows up to " + FORMAT);
        }
    }

    public LocalMetaStore records() {
        return records;
    }

    public LocalBlobStore blobs() {
        return blobs;
    }

    /// Room on its disk.
    public Room room() {
        return room;
    }

    @Override
    public void close() throws IOException {
        room.close();
        records.close();
        blobs.close();
        lockChannel.close();
    }
}
