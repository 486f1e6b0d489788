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
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A data folder: its lock, its format version, and the two stores in it. One process at a time.
public final class DataFolder implements AutoCloseable {
    private static final int FORMAT = 1;

    private final FileChannel lockChannel;
    private final FileLock lock;
    private final LocalMetaStore records;
    private final LocalBlobStore blobs;

    private DataFolder(FileChannel lockChannel, FileLock lock, LocalMetaStore records, LocalBlobStore blobs) {
        this.lockChannel = lockChannel;
        this.lock = lock;
        this.records = records;
        this.blobs = blobs;
    }

    /// Opens `folder`, made with mode 0700 if it is not there.
    ///
    /// @throws IOException if another process has it, or a newer Sealstead wrote it
    public static DataFolder open(Path folder, RandomGenerator random) throws IOException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
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
        try {
            checkFormat(folder.resolve("format"));
            var records = new LocalMetaStore(folder.resolve("records"), random);
            return new DataFolder(channel, lock, records, new LocalBlobStore(folder.resolve("blobs")));
        } catch (IOException unusable) {
            channel.close();
            throw unusable;
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

    @Override
    public void close() throws IOException {
        records.close();
        blobs.close();
        lock.release();
        lockChannel.close();
    }
}
