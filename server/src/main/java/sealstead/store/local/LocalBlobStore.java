package sealstead.store.local;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import sealstead.store.BlobId;
import sealstead.store.BlobMissingException;
import sealstead.store.BlobReader;
import sealstead.store.BlobSink;
import sealstead.store.BlobStore;
import sealstead.store.Room;
import sealstead.store.StoreFullException;

/// [BlobStore] as files: `<two hex digits of the random part>/<id>`, written under another name, synced, renamed,
/// and the folder synced. A path is made of the id's own hex digits and of nothing else. Syncs run on a few
/// platform threads.
public final class LocalBlobStore implements BlobStore {
    /// How many folders the blobs are spread over.
    static final int SHARDS = 256;

    private static final int SYNC_THREADS = 4;
    /// How much of one blob may wait in the page cache: with more, the kernel stops writers for seconds, and a
    /// writer that is stopped there holds a carrier of all virtual threads.
    private static final long MAX_UNSYNCED_BYTES = 16L * 1024 * 1024;

    /// How much of a blob is written between two looks at the disk: what all writers of a moment can overdraw
    /// is far less than what is kept free.
    private static final long ASK_EVERY_BYTES = 1024 * 1024;

    private static final String UNFINISHED = "unfinished";

    private final Path folder;
    private final Room room;
    private final Runnable full;
    private final ExecutorService syncs = Executors.newFixedThreadPool(
            SYNC_THREADS, Thread.ofPlatform().name("blob-sync-", 0).daemon().factory());

    /// Opens the blobs in `folder`; what a crash left unfinished is removed. Nobody looks after the disk.
    public LocalBlobStore(Path folder) throws IOException {
        this(folder, bytes -> {}, () -> {});
    }

    /// Opens the blobs in `folder`; what a crash left unfinished is removed.
    ///
    /// @param room is asked again and again while a blob is written
    /// @param full hears when the disk took nothing any more
    LocalBlobStore(Path folder, Room room, Runnable full) throws IOException {
        this.folder = folder;
        this.room = room;
        this.full = full;
        Folders.create(folder);
        var unfinished = Files.createDirectories(folder.resolve(UNFINISHED));
        try (var leftovers = Files.newDirectoryStream(unfinished)) {
            for (var leftover : leftovers) {
                Files.deleteIfExists(leftover);
            }
        }
        boolean made = false;
        for (int i = 0; i < SHARDS; i++) {
            var shard = folder.resolve("%02x".formatted(i));
            if (!Files.isDirectory(shard)) {
                Files.createDirectory(shard);
                made = true;
            }
        }
        if (made) {
            Folders.sync(folder);
        }
    }

    private Path file(BlobId id) {
        return file(folder, id);
    }

    /// Where a blob is below the folder of all blobs.
    static Path file(Path folder, BlobId id) {
        var name = id.toString();
        return folder.resolve(name.substring(8, 10)).resolve(name);
    }

    @Override
    public BlobSink create(BlobId id) throws IOException {
        var unfinished = folder.resolve(UNFINISHED).resolve(id.toString());
        try {
            var channel = FileChannel.open(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return new FileSink(channel, unfinished, file(id));
        } catch (IOException failed) {
            throw told(failed);
        }
    }

    /// The failure, told as want of room if it is that.
    private IOException told(IOException failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            var message = cause.getMessage();
            if (message != null && (message.contains("No space left") || message.contains("Disk quota exceeded"))) {
                full.run();
                return new StoreFullException("the disk took no more", failed);
            }
        }
        return failed;
    }

    @Override
    public BlobReader open(BlobId id) throws IOException {
        try {
            return new FileReader(FileChannel.open(file(id), StandardOpenOption.READ));
        } catch (NoSuchFileException none) {
            throw new BlobMissingException(id);
        }
    }

    @Override
    public void walk(BlobVisitor visitor) throws IOException {
        for (int i = 0; i < SHARDS; i++) {
            walk(i, visitor);
        }
    }

    private void walk(int number, BlobVisitor visitor) throws IOException {
        try (var shard = Files.newDirectoryStream(folder.resolve("%02x".formatted(number)))) {
            for (var file : shard) {
                var name = file.getFileName();
                if (name != null && name.toString().matches("[0-9a-f]{32}")) {
                    visitor.visit(BlobId.parse(name.toString()));
                }
            }
        } catch (java.nio.file.DirectoryIteratorException broken) {
            throw broken.getCause();
        }
    }

    /// The names of the blobs on a shard, in their order.
    List<BlobId> shard(int number) throws IOException {
        var names = new ArrayList<BlobId>();
        walk(number, names::add);
        names.sort(Comparator.comparing(BlobId::toString));
        return names;
    }

    @Override
    public OptionalLong length(BlobId id) throws IOException {
        try {
            return OptionalLong.of(Files.size(file(id)));
        } catch (NoSuchFileException none) {
            return OptionalLong.empty();
        }
    }

    @Override
    public void delete(BlobId id) throws IOException {
        Files.deleteIfExists(file(id));
    }

    @Override
    public void close() {
        syncs.shutdown();
    }

    /// Runs `sync` on a platform thread and waits for it.
    private void sync(Sync sync) throws IOException {
        try {
            syncs.submit(() -> {
                        sync.run();
                        return true;
                    })
                    .get();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while syncing", stop);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException io) {
                throw new IOException("the sync failed", io);
            }
            throw new UncheckedIOException(new IOException(failed.getCause()));
        }
    }

    private interface Sync {
        void run() throws IOException;
    }

    private final class FileSink implements BlobSink {
        private final FileChannel channel;
        private final Path unfinished;
        private final Path finished;
        private boolean committed;
        private long unsynced;
        private long unasked;

        FileSink(FileChannel channel, Path unfinished, Path finished) {
            this.channel = channel;
            this.unfinished = unfinished;
            this.finished = finished;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            unasked += length;
            if (unasked >= ASK_EVERY_BYTES) {
                room.require(0);
                unasked = 0;
            }
            try {
                var buffer = ByteBuffer.wrap(bytes, offset, length);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                unsynced += length;
                if (unsynced >= MAX_UNSYNCED_BYTES) {
                    sync(() -> channel.force(false));
                    unsynced = 0;
                }
            } catch (IOException failed) {
                throw told(failed);
            }
        }

        @Override
        public void commit() throws IOException {
            try {
                sync(() -> {
                    channel.force(false);
                    Files.move(unfinished, finished, StandardCopyOption.ATOMIC_MOVE);
                    var shard = finished.getParent();
                    if (shard != null) {
                        Folders.sync(shard);
                    }
                });
            } catch (IOException failed) {
                throw told(failed);
            }
            committed = true;
        }

        @Override
        public void close() throws IOException {
            channel.close();
            if (!committed) {
                Files.deleteIfExists(unfinished);
            }
        }
    }

    private static final class FileReader implements BlobReader {
        private final FileChannel channel;

        FileReader(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public long length() throws IOException {
            return channel.size();
        }

        @Override
        public void read(long position, byte[] buffer, int offset, int length) throws IOException {
            var target = ByteBuffer.wrap(buffer, offset, length);
            long at = position;
            while (target.hasRemaining()) {
                int n = channel.read(target, at);
                if (n < 0) {
                    throw new EOFException("the blob ends early");
                }
                at += n;
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
