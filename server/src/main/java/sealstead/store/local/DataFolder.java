package sealstead.store.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import sealstead.store.Room;
import sealstead.store.StoreKeyPlace;
import sealstead.store.Table;

/// A data folder: its lock, its format version, and the two stores in it. One process at a time.
public final class DataFolder implements StoreKeyPlace, AutoCloseable {
    private static final int FORMAT = 2;
    /// The format of a folder without a store key.
    private static final int WITHOUT_STORE_KEY = 1;
    /// The store key under the root key, twice, so that damage of one costs nothing.
    private static final List<String> STORE_KEYS = List.of("store-key", "store-key.copy");
    private static final int MAX_STORE_KEY_BYTES = 4096;
    static final String LOCK = "lock";
    private static final String FORMAT_FILE = "format";
    private static final String FORMAT_NAME = "sealstead-data ";
    static final String RECORDS = "records";
    private static final String COPY = "records.copy";
    static final String BLOBS = "blobs";
    static final String ASIDE = "aside";
    /// Beside what a restore or a reseal has put there so far; see [EmptyFolder].
    static final String FILLING = "restoring";
    private static final String CHECKPOINT = "checkpoint";

    private final Path folder;
    private final FileChannel lockChannel;
    private final DiskRoom room;
    private final LocalMetaStore records;
    private final LocalBlobStore blobs;
    private final Optional<ReadableView> view;
    private final Object checkpoints = new Object();

    private DataFolder(
            Path folder,
            FileChannel lockChannel,
            DiskRoom room,
            LocalMetaStore records,
            LocalBlobStore blobs,
            Optional<ReadableView> view) {
        this.folder = folder;
        this.view = view;
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
        Folders.create(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        var channel = lock(folder);
        try {
            ensureFormat(folder);
            Files.deleteIfExists(folder.resolve(FILLING)); // it was whole, and killed in the moment after
            Folders.deleteAll(folder.resolve(CHECKPOINT)); // of a backup that was cut off; it would keep old tables
            ReadableView.deleteLeft(folder.resolve(RECORDS)); // of a salvage, repair or reseal that was cut off
            var room = DiskRoom.of(folder, limits, listener);
            var records = openRecords(folder.resolve(RECORDS), marking, room, listener, random);
            var blobs = new LocalBlobStore(folder.resolve(BLOBS), room, room::wasFull);
            // Before anything is acknowledged, the names of all that it is kept in are durable.
            Folders.sync(folder.resolve(BLOBS));
            Folders.sync(folder);
            room.start();
            return new DataFolder(folder, channel, room, records, blobs, Optional.empty());
        } catch (IOException unusable) {
            channel.close();
            throw unusable;
        }
    }

    /// On a full disk it is tried again with more of the reserve, as long as there is any.
    private static LocalMetaStore openRecords(
            Path records, Optional<Marking> marking, DiskRoom room, StoreListener listener, RandomGenerator random)
            throws IOException {
        room.makeRoomToStart();
        while (true) {
            try {
                return new LocalMetaStore(records, marking, room::makeRoomToOpenAgain, listener, random);
            } catch (StoreSetBackException less) {
                throw less;
            } catch (IOException unusable) {
                if (!room.makeRoomToStart()) {
                    throw unusable;
                }
            }
        }
    }

    /// Opens what can be read of `folder`, whatever is missing of its records; they are read in a copy, so that
    /// nothing is changed.
    public static DataFolder openWhatIsLeft(Path folder, RandomGenerator random) throws IOException {
        var channel = lockForRepair(folder);
        try {
            var view = ReadableView.apart(folder.resolve(RECORDS));
            try {
                return new DataFolder(
                        folder,
                        channel,
                        DiskRoom.of(folder, DiskLimits.NONE, StoreListener.NONE),
                        LocalMetaStore.ofWhatIsLeft(view, random),
                        new LocalBlobStore(folder.resolve(BLOBS)),
                        Optional.of(view));
            } catch (IOException | RuntimeException unusable) {
                view.close();
                throw unusable;
            }
        } catch (IOException | RuntimeException unusable) {
            channel.close();
            throw unusable;
        }
    }

    /// Takes a folder, which must be there, for this process alone; closing it gives the folder up.
    public static FileChannel lock(Path folder) throws IOException {
        while (true) {
            var file = folder.resolve(LOCK);
            var before = identity(file);
            var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
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
            // Not one that was taken away meanwhile, as who gives up an empty folder does.
            if (before.isPresent() && before.equals(identity(file))) {
                return channel;
            }
            channel.close();
        }
    }

    private static Optional<Object> identity(Path file) throws IOException {
        try {
            return Optional.ofNullable(
                    Files.readAttributes(file, BasicFileAttributes.class).fileKey());
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
    }

    /// Whether the store in `folder` has everything that it acknowledged.
    ///
    /// @throws StoreSetBackException if not
    public static void check(Path folder, Marking marking) throws IOException {
        try (var _ = lockForRepair(folder)) {
            Freshness.check(folder.resolve(RECORDS), Optional.of(marking));
        }
    }

    /// Sets right what keeps the engine from opening its files, where that can be proven.
    ///
    /// @return what was set right, in words; each file is kept as it was
    public static List<String> mendFiles(Path folder) throws IOException {
        try (var _ = lockForRepair(folder)) {
            var aside = newAside(folder);
            var records = folder.resolve(RECORDS);
            var mended = FileMend.mend(records, new ManifestCopy(records), aside);
            if (mended.isEmpty()) {
                Folders.delete(aside);
                return mended;
            }
            var all = new ArrayList<>(mended);
            all.add("the files are kept as they were in " + aside);
            return all;
        }
    }

    /// Sets flipped bits in the logs right, where that can be proven.
    ///
    /// @return the folder in which the logs and the mark are kept as they were; absent if nothing could be
    ///     mended
    public static Optional<Path> mend(Path folder, Marking marking) throws IOException {
        try (var _ = lockForRepair(folder)) {
            var aside = keepAside(folder, marking.file());
            if (LogMend.mendAll(folder.resolve(RECORDS)) > 0) {
                return Optional.of(aside);
            }
            Folders.delete(aside);
            return Optional.empty();
        }
    }

    /// Goes on with what the store in `folder` has, although it has had more: what can be read of its logs is
    /// taken over, and its mark is written anew.
    ///
    /// @return the folder in which the logs and the mark are kept as they were
    public static Path acceptLoss(Path folder, Marking marking, RandomGenerator random) throws IOException {
        try (var _ = lockForRepair(folder)) {
            var aside = keepAside(folder, marking.file());
            try (var families = RocksFamilies.openAroundDamage(folder.resolve(RECORDS));
                    var _ = Freshness.begin(families, marking, random)) {
                return aside;
            }
        }
    }

    /// What of the records in `folder` cannot be read, in words. Reads all of them.
    public static List<String> damage(Path folder) throws IOException {
        try (var _ = lockForRepair(folder)) {
            return TableRepair.look(folder.resolve(RECORDS));
        }
    }

    /// Goes on with the records in `folder` that can be read: they are copied, and what was there is kept.
    ///
    /// @return the folder in which the records are kept as they were
    public static Path removeDamage(Path folder, Marking marking, RandomGenerator random) throws IOException {
        try (var _ = lockForRepair(folder)) {
            var copy = folder.resolve(COPY);
            Folders.delete(copy); // what a repair that was cut off left
            TableRepair.copy(folder.resolve(RECORDS), copy);
            var aside = newAside(folder);
            Files.move(folder.resolve(RECORDS), aside.resolve(RECORDS), StandardCopyOption.ATOMIC_MOVE);
            Folders.sync(aside);
            Files.move(copy, folder.resolve(RECORDS), StandardCopyOption.ATOMIC_MOVE);
            new ManifestCopy(folder.resolve(RECORDS)).delete(); // it is that of what went aside
            Folders.sync(folder);
            try (var families = RocksFamilies.open(folder.resolve(RECORDS));
                    var _ = Freshness.begin(families, marking, random)) {
                return aside;
            }
        }
    }

    /// Closing it gives the folder up.
    static FileChannel lockForRepair(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException("there is no data folder " + folder);
        }
        var channel = lock(folder);
        try {
            if (!Files.exists(folder.resolve(RECORDS)) && Files.exists(folder.resolve(COPY))) {
                // A repair that was cut off between two names; the copy was whole.
                Files.move(folder.resolve(COPY), folder.resolve(RECORDS), StandardCopyOption.ATOMIC_MOVE);
                Folders.sync(folder);
            }
            ensureFormat(folder);
            return channel;
        } catch (IOException unusable) {
            channel.close();
            throw unusable;
        }
    }

    static Path newAside(Path folder) throws IOException {
        int number = 1;
        while (Files.exists(folder.resolve(ASIDE).resolve("" + number))) {
            number++;
        }
        var aside = folder.resolve(ASIDE).resolve("" + number);
        Folders.create(aside);
        return aside;
    }

    private static Path keepAside(Path folder, Path mark) throws IOException {
        var aside = newAside(folder);
        for (var log : LogScan.logs(folder.resolve(RECORDS))) {
            Folders.copy(log, aside.resolve(log.getFileName()));
        }
        if (Files.exists(mark)) {
            Folders.copy(mark, aside.resolve(mark.getFileName()));
        }
        Folders.sync(aside);
        return aside;
    }

    /// Whether a store is or was in `folder`.
    public static boolean hasData(Path folder) {
        return Files.exists(folder.resolve(RECORDS))
                || Files.exists(folder.resolve(BLOBS))
                || Files.exists(folder.resolve(ASIDE));
    }

    /// Whether `folder` has been made a data folder; an empty format is a first start that was cut off.
    public static boolean isFormatted(Path folder) throws IOException {
        var file = folder.resolve(FORMAT_FILE);
        return Files.exists(file) && Files.size(file) > 0;
    }

    /// The copies of the store key that are in `folder`; none if it is of a version without store keys, or new.
    ///
    /// @throws IOException if it should have one
    public static List<String> storeKeys(Path folder) throws IOException {
        var copies = new ArrayList<String>();
        for (var name : STORE_KEYS) {
            var file = folder.resolve(name);
            if (Files.isRegularFile(file)) {
                try (var in = Files.newInputStream(file)) {
                    copies.add(new String(in.readNBytes(MAX_STORE_KEY_BYTES), StandardCharsets.ISO_8859_1));
                }
            }
        }
        if (copies.isEmpty() && isFormatted(folder) && checkFormat(folder) > WITHOUT_STORE_KEY) {
            throw new IOException(
                    "the data folder " + folder + " has lost its store key: neither `"
                            + String.join("` nor `", STORE_KEYS)
                            + "` is there. Put it back from a backup's place, which has it too; without it nothing can be opened");
        }
        return copies;
    }

    /// Gives a folder that is to be a data folder its first store key; one that has one keeps it.
    public static void createStoreKey(Path folder, String text) throws IOException {
        Folders.create(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        try (var _ = lock(folder)) {
            if (!hasStoreKey(folder) && !isFormatted(folder) && !hasData(folder)) {
                writeStoreKey(folder, text);
            }
        }
    }

    @Override
    public List<String> storeKeys() throws IOException {
        return storeKeys(folder);
    }

    @Override
    public String place() {
        return folder.toString();
    }

    @Override
    public void putStoreKey(String text) throws IOException {
        writeStoreKey(folder, text);
        ensureFormat(folder);
    }

    static void writeStoreKey(Path folder, String text) throws IOException {
        for (var name : STORE_KEYS) {
            Folders.write(folder.resolve(name), folder.resolve(name + ".new"), text);
        }
    }

    /// The format is the first thing that a data folder gets: beside data it is never missing, unless somebody
    /// took it.
    private static void ensureFormat(Path folder) throws IOException {
        checkFilled(folder);
        if (isFormatted(folder) || hasData(folder)) {
            if (checkFormat(folder) < FORMAT && hasStoreKey(folder)) {
                writeFormat(folder); // it has got its store key since
            }
            return;
        }
        for (var above = folder.toAbsolutePath().normalize().getParent();
                above != null && Files.isReadable(above);
                above = above.getParent()) {
            Folders.sync(above); // an earlier start may have made it and ended before it was durable
        }
        writeFormat(folder);
    }

    /// Whether a restore or a reseal has begun to fill `folder` and did not come to its end.
    static boolean isBeingFilled(Path folder) throws IOException {
        return Files.exists(folder.resolve(FILLING)) && !isFormatted(folder);
    }

    /// @throws IOException if a restore or a reseal that was cut off has left `folder` in pieces, however
    ///     little is there
    public static void checkFilled(Path folder) throws IOException {
        if (isBeingFilled(folder)) {
            throw new IOException("the data folder " + folder
                    + " is not whole: a restore or a reseal into it was cut off" + " (its file `" + FILLING
                    + "` says so). Run that again, or take the folder away to begin anew");
        }
    }

    /// Whether there is any copy of a store key in `folder`.
    public static boolean hasStoreKey(Path folder) {
        return STORE_KEYS.stream().anyMatch(name -> Files.isRegularFile(folder.resolve(name)));
    }

    /// What the format of `folder` says, or would.
    private static String due(Path folder) {
        return FORMAT_NAME + (hasStoreKey(folder) ? FORMAT : WITHOUT_STORE_KEY);
    }

    static void writeFormat(Path folder) throws IOException {
        var unfinished = folder.resolve(FORMAT_FILE + ".new");
        Folders.write(folder.resolve(FORMAT_FILE), unfinished, due(folder) + "\n");
    }

    private static int checkFormat(Path folder) throws IOException {
        var file = folder.resolve(FORMAT_FILE);
        if (!Files.exists(file)) {
            throw new IOException("the data folder " + folder
                    + " has data, but its file `format` is not there: parts of it" + " were taken away. Restore it (`"
                    + due(folder) + "` on a line), and look what else is missing");
        }
        var text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        if (text.isEmpty()) {
            throw new IOException("the file " + file + " is empty instead of saying `" + due(folder)
                    + "`: it was damaged. Restore it, and look what else is damaged");
        }
        if (!text.matches(FORMAT_NAME + "[0-9]{1,6}")) {
            throw new IOException("the file " + file + " does not say `" + due(folder)
                    + "`: it was damaged, or this is no data folder of Sealstead");
        }
        int format = Integer.parseInt(text.substring(FORMAT_NAME.length()));
        if (format > FORMAT) {
            throw new IOException("the data folder has format " + format + ", this Sealstead knows up to " + FORMAT);
        }
        if (format < 1) {
            throw new IOException("the file " + file + " says format " + format + ", which never was: it was damaged");
        }
        return format;
    }

    public LocalMetaStore records() {
        return records;
    }

    public LocalBlobStore blobs() {
        return blobs;
    }

    /// Makes a copy of the records and of the blobs' names as they are now; one at a time. No blob may be
    /// deleted from before this until it was read.
    public StoreCheckpoint checkpoint() throws IOException {
        synchronized (checkpoints) {
            return StoreCheckpoint.of(records, blobs, folder.resolve(CHECKPOINT));
        }
    }

    /// Has nothing of what was deleted or replaced before among the heads of a table in any file of this
    /// folder, but in what repairs have put aside.
    ///
    /// @throws IOException if that could not be done, or a copy of the records from before is still there: a
    /// backup is being made of it
    public void erase(Table table) throws IOException {
        synchronized (checkpoints) {
            if (Files.exists(folder.resolve(CHECKPOINT))) {
                throw new IOException("a backup is being made of the records as they were before");
            }
            records.erase(table);
        }
    }

    /// Whether a path is this folder or lies in it.
    public boolean contains(Path path) throws IOException {
        var real = folder.toRealPath();
        for (var each = path.toAbsolutePath().normalize(); each != null; each = each.getParent()) {
            if (Files.exists(each)) {
                return each.toRealPath().startsWith(real);
            }
        }
        return false;
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
        if (view.isPresent()) {
            view.get().close();
        }
        lockChannel.close();
    }
}
