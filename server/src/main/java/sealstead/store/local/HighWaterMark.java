package sealstead.store.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.store.Bytes;

/// How far a store had got, in a file outside of it: the engine's log cannot tell rot from its own end, and
/// a folder that was set back looks like one that never got further. The mark names the run of the server
/// that wrote last and the number of the last change that was acknowledged, under a tag that only the
/// holder of the root key can make.
///
/// It is written after a batch is durable and before anybody hears of it, which costs a MAC and one write
/// to the page cache (docs/bench). So the mark is never ahead of the store, and after a kill of the process
/// it is exact. A thread of its own syncs it, [#SYNC_EVERY_NANOS] after the last sync at the earliest:
/// after a power cut it may be behind by so much, and what was acknowledged within that time is then looked
/// for in the log itself ([LogScan]).
///
/// Of three slots in three sectors one holds what was synced last and is not written, and one is not
/// written while it is being synced: whatever a power cut does to the writes that wait, the mark that was
/// synced is whole.
final class HighWaterMark implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HighWaterMark.class);
    private static final byte[] MAGIC = "sealmrk1".getBytes(StandardCharsets.US_ASCII);
    static final int RUN_BYTES = 16;
    private static final int TAG_BYTES = 32;
    private static final int CONTENT_BYTES = MAGIC.length + Long.BYTES + 2 * RUN_BYTES + Long.BYTES;
    private static final int SLOT_BYTES = CONTENT_BYTES + TAG_BYTES;
    /// Where the slots are. The first version had the first two.
    private static final int[] PLACES = {0, 4096, 2048};
    private static final int FILE_BYTES = 8192;
    private static final int NONE = -1;

    /// How far a mark that was synced may be behind one that was written.
    private static final long SYNC_EVERY_NANOS = 100_000_000;

    private final MarkKey key;
    private final FileChannel channel;
    private final Thread syncer;
    private final Object syncing = new Object();
    private long count;
    /// The slot that is known to be on the disk.
    private int durable;
    /// The slot that is being synced, or NONE.
    private int inSync = NONE;
    /// The slot that is written.
    private int target;
    /// Whether it was written since a sync took another.
    private boolean unsynced;
    private volatile State state;
    private volatile boolean dirty;
    private volatile boolean closed;
    private volatile boolean syncFails;

    /// What a mark says.
    ///
    /// @param run the run of the server that wrote the mark; all zero while the store has not been written to yet
    /// @param next the run that is about to begin; all zero if none is
    /// @param sequence the last change that was acknowledged
    record State(Bytes run, Bytes next, long sequence) {
        static final Bytes NONE = Bytes.wrap(new byte[RUN_BYTES]);

        boolean isBegun() {
            return !run.equals(NONE);
        }
    }

    private HighWaterMark(MarkKey key, FileChannel channel, long count, int durable, State state) {
        this.key = key;
        this.channel = channel;
        this.count = count;
        this.durable = durable;
        this.target = (durable + 1) % PLACES.length;
        this.state = state;
        this.syncer = Thread.ofPlatform().name("mark-sync").daemon().unstarted(this::syncAll);
    }

    /// Reads the mark.
    ///
    /// @return absent if there is no such file
    /// @throws StoreSetBackException if there is one and none of its slots is what the holder of the key wrote
    static Optional<State> read(Marking marking) throws IOException {
        return Files.exists(marking.file()) ? Optional.of(readSlots(marking).state()) : Optional.empty();
    }

    /// @param number which of the places it has
    private record Slot(int number, long count, State state) {}

    private static Slot readSlots(Marking marking) throws IOException {
        var bytes = Files.readAllBytes(marking.file());
        Slot newest = null;
        for (int number = 0; number < PLACES.length; number++) {
            int at = PLACES[number];
            if (at + SLOT_BYTES > bytes.length) {
                continue;
            }
            var slot = parse(number, Arrays.copyOfRange(bytes, at, at + SLOT_BYTES), marking.key());
            if (slot.isPresent() && (newest == null || slot.get().count() > newest.count())) {
                newest = slot.get();
            }
        }
        if (newest == null) {
            throw new StoreSetBackException(
                    "the mark " + marking.file() + " is damaged, or of another root key: how far"
                            + " the store had got cannot be told. Restore it, or accept what the store has with `sealstead"
                            + " repair --accept-loss`");
        }
        return newest;
    }

    private static Optional<Slot> parse(int number, byte[] slot, MarkKey key) {
        var content = Arrays.copyOf(slot, CONTENT_BYTES);
        if (!Arrays.equals(content, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
                || !MessageDigest.isEqual(key.tag(content), Arrays.copyOfRange(slot, CONTENT_BYTES, SLOT_BYTES))) {
            return Optional.empty();
        }
        var buffer = ByteBuffer.wrap(content, MAGIC.length, CONTENT_BYTES - MAGIC.length);
        long count = buffer.getLong();
        var run = new byte[RUN_BYTES];
        buffer.get(run);
        var next = new byte[RUN_BYTES];
        buffer.get(next);
        return Optional.of(new Slot(number, count, new State(Bytes.wrap(run), Bytes.wrap(next), buffer.getLong())));
    }

    /// Opens the mark to write it, and makes it if it is not there. `first` is written and synced, and its name with
    /// it.
    static HighWaterMark open(Marking marking, State first) throws IOException {
        var file = marking.file().toAbsolutePath();
        boolean made = !Files.exists(file);
        long count = 0;
        int durable = 0;
        if (!made) {
            try {
                var newest = readSlots(marking);
                count = newest.count();
                durable = newest.number();
            } catch (StoreSetBackException accepted) {
                LOG.warn("the mark {} is written anew", file);
                made = true;
            }
        }
        if (made) {
            make(file, slot(count, first, marking.key()));
        }
        var channel = FileChannel.open(file, StandardOpenOption.WRITE);
        var mark = new HighWaterMark(marking.key(), channel, count, durable, first);
        try {
            channel.force(false); // what a killed process left written
            mark.set(first);
        } catch (IOException | RuntimeException unusable) {
            channel.close();
            throw unusable;
        }
        mark.syncer.start();
        return mark;
    }

    /// Whole from the start, slot and all: from now on a write changes no length and needs no new block,
    /// however full the disk is.
    private static void make(Path file, ByteBuffer first) throws IOException {
        var folder = file.getParent();
        if (folder == null) {
            throw new IOException("a mark needs a folder: " + file);
        }
        Folders.create(folder);
        var unfinished = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(unfinished);
        var onlyOwner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var channel = FileChannel.open(
                unfinished, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), onlyOwner)) {
            var whole = ByteBuffer.allocate(FILE_BYTES).put(first).rewind();
            while (whole.hasRemaining()) {
                channel.write(whole);
            }
            channel.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        Folders.sync(folder);
    }

    State state() {
        return state;
    }

    /// Says that every change up to `sequence` is durable; to be called before any of them is acknowledged.
    void reached(long sequence) throws IOException {
        var now = state;
        write(new State(now.run(), now.next(), sequence));
        if (!dirty) {
            dirty = true;
            LockSupport.unpark(syncer);
        }
    }

    /// Writes and syncs.
    void set(State next) throws IOException {
        write(next);
        sync();
    }

    private void sync() throws IOException {
        synchronized (syncing) {
            synchronized (this) {
                if (!unsynced) {
                    return; // or a slot that nobody wrote would pass for the newest
                }
                unsynced = false;
                inSync = target;
                target = otherThan(durable, inSync);
            }
            boolean synced = false;
            try {
                channel.force(false);
                synced = true;
            } finally {
                synchronized (this) {
                    durable = synced ? inSync : durable;
                    inSync = NONE;
                }
            }
        }
    }

    private static int otherThan(int one, int another) {
        int number = 0;
        while (number == one || number == another) {
            number++;
        }
        return number;
    }

    private synchronized void write(State next) throws IOException {
        count++;
        var slot = slot(count, next, key);
        long at = PLACES[target];
        while (slot.hasRemaining()) {
            at += channel.write(slot, at);
        }
        state = next;
        unsynced = true;
    }

    private static ByteBuffer slot(long count, State state, MarkKey key) {
        var content = ByteBuffer.allocate(CONTENT_BYTES)
                .put(MAGIC)
                .putLong(count)
                .put(state.run().readOnlyArray())
                .put(state.next().readOnlyArray())
                .putLong(state.sequence())
                .array();
        return ByteBuffer.allocate(SLOT_BYTES)
                .put(content)
                .put(key.tag(content))
                .flip();
    }

    private void syncAll() {
        while (!closed) {
            if (!dirty) {
                LockSupport.park(this);
                continue;
            }
            dirty = false;
            try {
                if (syncFails) {
                    write(state); // what a failed sync has lost is not written by the next one
                }
                sync();
                syncFails = false;
            } catch (IOException broken) {
                if (!syncFails && !closed) {
                    syncFails = true;
                    LOG.error("the mark of the store cannot be synced: {}", broken.toString());
                }
                dirty = true;
            }
            long end = System.nanoTime() + SYNC_EVERY_NANOS;
            for (long left = SYNC_EVERY_NANOS; left > 0 && !closed; left = end - System.nanoTime()) {
                LockSupport.parkNanos(this, left);
            }
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        LockSupport.unpark(syncer);
        try {
            syncer.join();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        try (channel) {
            channel.force(false);
        }
    }
}
