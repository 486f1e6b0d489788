package sealstead.store.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.store.Room;
import sealstead.store.StoreFullException;

/// Keeps the disk from being full. Below a low-water mark nothing is taken that brings data, so that what is
/// left is for deletions, for the engine's own work and for what is already being written. When others take
/// that as well, a reserve is given up, file by file, and made again when there is room: with it deletions,
/// recovery and a start go on working on a disk that is otherwise full to the last byte, or has no inode left.
/// Whoever fills the disk takes what is given up too, so that a running store keeps a half for opening its
/// records again, and of that a half for a start.
final class DiskRoom implements Room, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DiskRoom.class);
    private static final int RESERVE_FILES = 16;
    private static final int KEPT_TO_OPEN_AGAIN = RESERVE_FILES / 2;
    private static final int KEPT_TO_START = KEPT_TO_OPEN_AGAIN / 2;
    private static final long LOOK_EVERY_NANOS = 500_000_000;
    /// A small disk gives no more than this part of it to either.
    private static final int SHARE_OF_DISK = 16;

    private static final int MAX_LOW_FILES = 1_000;
    /// For how long an answer of the file system serves those who ask next, as long as they take little of it.
    private static final long ANSWER_NANOS = 50_000_000;
    private static final int SHARE_OF_ANSWER = 8;

    private final Space space;
    private final Path reserve;
    private final long reserveBytes;
    private final long lowBytes;
    private final long lowFiles;
    private final StoreListener listener;
    private final LongSupplier nanoTime;
    /// What may still be taken by an answer that was plenty, and when that ends.
    private final AtomicLong granted = new AtomicLong();
    private volatile long grantEnds;
    private final Thread watcher =
            Thread.ofPlatform().name("disk-room").daemon().unstarted(this::watch);
    private volatile boolean low;
    private volatile boolean closed;

    /// How much room there is.
    @FunctionalInterface
    interface Space {
        Volume.Space free() throws IOException;
    }

    /// @param totalBytes the size of the disk
    /// @param reserve the folder of the reserve's files
    /// @param nanoTime such as `System::nanoTime`
    DiskRoom(
            Space space,
            long totalBytes,
            Path reserve,
            DiskLimits limits,
            StoreListener listener,
            LongSupplier nanoTime)
            throws IOException {
        this.space = space;
        this.reserve = reserve;
        this.reserveBytes = Math.min(limits.reserveBytes(), totalBytes / SHARE_OF_DISK);
        this.lowBytes = Math.min(limits.lowWaterBytes(), totalBytes / SHARE_OF_DISK);
        long files = space.free().files();
        this.lowFiles = lowBytes == 0 ? 0 : Math.min(MAX_LOW_FILES, files / SHARE_OF_DISK);
        this.listener = listener;
        this.nanoTime = nanoTime;
        this.grantEnds = nanoTime.getAsLong();
    }

    /// Of a folder that is there.
    static DiskRoom of(Path folder, DiskLimits limits, StoreListener listener) throws IOException {
        var volume = new Volume(folder);
        return new DiskRoom(
                volume::free, volume.totalBytes(), folder.resolve("reserve"), limits, listener, System::nanoTime);
    }

    /// Gives up half of what is left of the reserve, if what opens the store at a start may need it; to be
    /// called before it is opened, and again when that failed.
    ///
    /// @return whether anything was given up
    synchronized boolean makeRoomToStart() throws IOException {
        return makeRoom(reserved().size() / 2);
    }

    /// The same before a running store opens its records again; what a start needs is kept.
    synchronized void makeRoomToOpenAgain() throws IOException {
        makeRoom(KEPT_TO_START);
    }

    private boolean makeRoom(int kept) throws IOException {
        var free = space.free();
        if (free.bytes() >= lowBytes && free.files() >= lowFiles) {
            return false;
        }
        int released = 0;
        while (release(kept)) {
            released++;
        }
        if (released > 0) {
            LOG.warn("the disk is nearly full; a part of the reserve was given up so that the store can be opened");
        }
        return released > 0;
    }

    /// Begins to watch.
    void start() {
        watcher.start();
    }

    @Override
    public void require(long bytes) throws StoreFullException {
        if (lowBytes == 0) {
            return;
        }
        long now = nanoTime.getAsLong();
        if (!low && now - grantEnds < 0 && bytes <= granted.get() && granted.addAndGet(-bytes) >= 0) {
            return;
        }
        Volume.Space free;
        try {
            free = space.free();
        } catch (IOException unknown) {
            return; // the write itself will tell
        }
        if (low || free.bytes() - bytes < lowBytes || free.files() < lowFiles) {
            if (!low && (free.bytes() < lowBytes || free.files() < lowFiles)) {
                look();
            }
            throw new StoreFullException("there is not enough room on the disk");
        }
        if (free.files() >= 2 * lowFiles) {
            granted.set((free.bytes() - bytes - lowBytes) / SHARE_OF_ANSWER);
            grantEnds = now + ANSWER_NANOS;
        }
    }

    /// Says that something was refused for want of room.
    void wasFull() {
        grantEnds = nanoTime.getAsLong();
        look();
    }

    private void watch() {
        while (!closed) {
            look();
            LockSupport.parkNanos(this, LOOK_EVERY_NANOS);
        }
    }

    private synchronized void look() {
        if (closed || lowBytes == 0) {
            return;
        }
        try {
            var free = space.free();
            while ((free.bytes() < lowBytes / 4 || free.files() < lowFiles / 4) && release(KEPT_TO_OPEN_AGAIN)) {
                free = space.free();
            }
            // Not back and forth at the mark itself.
            long enough = low ? lowBytes + lowBytes / 8 : lowBytes;
            boolean isLow = free.bytes() < enough || free.files() < (low ? lowFiles + lowFiles / 8 : lowFiles);
            low = isLow;
            if (isLow) {
                listener.roomIsLow(
                        free.files() < lowFiles
                                ? "the disk has nearly no inode left: what brings data is refused"
                                : "the disk is nearly full: what brings data is refused");
            } else {
                listener.roomIsEnough();
                if (free.bytes() > 2 * lowBytes + reserveBytes && free.files() > 2 * lowFiles + RESERVE_FILES) {
                    fill();
                }
            }
        } catch (IOException unknown) {
            LOG.warn("cannot tell how much room there is: {}", unknown.toString());
        }
    }

    private List<Path> reserved() throws IOException {
        if (!Files.isDirectory(reserve)) {
            return List.of();
        }
        var files = new ArrayList<Path>();
        try (var all = Files.newDirectoryStream(reserve)) {
            all.forEach(files::add);
        }
        Collections.sort(files);
        return files;
    }

    /// @return whether there was anything to give up but what is kept
    private boolean release(int kept) throws IOException {
        var files = reserved();
        if (files.size() <= kept) {
            return false;
        }
        Files.delete(files.getLast());
        return true;
    }

    private void fill() throws IOException {
        long each = reserveBytes / RESERVE_FILES;
        if (each == 0) {
            return;
        }
        Files.createDirectories(reserve);
        for (int i = 0; i < RESERVE_FILES; i++) {
            var file = reserve.resolve("%02d".formatted(i));
            if (!Files.exists(file)) {
                Volume.allocate(file, each);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(watcher);
        try {
            watcher.join();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
