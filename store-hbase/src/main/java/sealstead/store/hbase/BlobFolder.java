package sealstead.store.hbase;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ClusterStorageCapacityExceededException;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.permission.FsPermission;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sealstead.store.EngineDriver;
import sealstead.store.StoreFullException;
import sealstead.store.StoreUnavailableException;

/// The folder of a Hadoop file system that the blobs are in, and whether it can be reached. It gets random names and
/// ciphertext.
final class BlobFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BlobFolder.class);
    private static final int AGAIN_MILLIS = 1000;
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final FsPermission OURS = new FsPermission((short) 0700);

    private final FileSystem files;
    private final Path folder;
    private final Path onItsWay;
    private final EngineDriver.Hearing hearing;
    private final AtomicBoolean away = new AtomicBoolean();
    private volatile boolean closed;

    /// @throws IOException if the file system cannot be used, or would lose what it acknowledges
    BlobFolder(HBaseSettings settings, Configuration conf, EngineDriver.Hearing hearing) throws IOException {
        this.hearing = hearing;
        this.folder = new Path(settings.blobs());
        this.onItsWay = new Path(folder, "on-its-way");
        try {
            this.files = FileSystem.newInstance(settings.blobs(), conf);
        } catch (IOException | IllegalArgumentException unusable) {
            throw unusable(unusable);
        }
        try {
            check();
        } catch (IOException | RuntimeException failed) {
            files.close();
            throw failed;
        }
    }

    private IOException unusable(Exception why) {
        return new IOException(
                "the folder " + folder + " of store.hbase.blobs cannot be used: " + why.getMessage(), why);
    }

    private void check() throws IOException {
        var probe = new Path(folder, "probe");
        boolean syncs;
        try {
            makeFolder(folder);
            try (var out = create(probe)) {
                syncs = out.hasCapability(StreamCapabilities.HSYNC);
            }
            files.delete(probe, false);
        } catch (IOException failed) {
            throw unusable(failed);
        }
        if (!syncs) {
            throw new IOException(
                    "the folder " + folder + " of store.hbase.blobs is on a file system, or under an erasure"
                            + " coding policy, that cannot say when a file is on disks (hsync): it would acknowledge what a"
                            + " crash takes back. Sealstead does not start on it");
        }
    }

    /// Begins with nothing on its way: who wrote it was killed, and nobody else writes to the folder.
    void clear() throws IOException {
        ask("empty the folder of what is on its way", all -> {
            all.delete(onItsWay, true);
            makeFolder(onItsWay);
            return true;
        });
    }

    private void makeFolder(Path path) throws IOException {
        if (!files.mkdirs(path, OURS)) {
            throw new IOException("the folder " + path + " was not made");
        }
    }

    Path folder() {
        return folder;
    }

    Path onItsWay() {
        return onItsWay;
    }

    /// Every block that is finished is on the disks of all DataNodes that have it, not just the last one.
    FSDataOutputStream create(Path path) throws IOException {
        return files.create(
                path,
                new FsPermission((short) 0600),
                EnumSet.of(CreateFlag.CREATE, CreateFlag.OVERWRITE, CreateFlag.SYNC_BLOCK),
                BUFFER_BYTES,
                files.getDefaultReplication(path),
                files.getDefaultBlockSize(path),
                null);
    }

    /// Asks the file system.
    @FunctionalInterface
    interface Work<T> {
        T on(FileSystem files) throws IOException;
    }

    <T> T ask(String what, Work<T> work) throws IOException {
        return find(what, work)
                .orElseThrow(
                        () -> new StoreUnavailableException("the folder of the blobs has lost what it had: " + what));
    }

    /// The same for what need not be there.
    ///
    /// @return absent if there is no such file
    <T> Optional<T> find(String what, Work<T> work) throws IOException {
        try {
            var answer = Optional.of(work.on(files));
            well();
            return answer;
        } catch (FileNotFoundException none) {
            return Optional.empty();
        } catch (StoreUnavailableException told) {
            throw told;
        } catch (IOException failed) {
            throw told(what, failed);
        }
    }

    /// Whatever it is, it is the file system's or the operator's, and passes: nothing of it is wrong with the request.
    IOException told(String what, IOException failed) {
        if (Trouble.root(failed) instanceof ClusterStorageCapacityExceededException full) {
            return new StoreFullException("the folder of the blobs takes no more: " + full.getMessage(), failed);
        }
        if (away.compareAndSet(false, true)) {
            Thread.ofVirtual().name("blobs-away").start(this::lookAgain);
        }
        hearing.failed("the folder of the blobs (" + what + "): " + Trouble.words(failed));
        return new StoreUnavailableException("cannot " + what + " in the folder of the blobs", failed);
    }

    /// Who hears that it is away sends nothing any more that would show that it is back. It is when it takes a file.
    private void lookAgain() {
        var probe = new Path(folder, "probe");
        while (away.get() && !closed) {
            try {
                Thread.sleep(AGAIN_MILLIS);
                try (var out = create(probe)) {
                    out.write(0);
                    out.hsync();
                }
                files.delete(probe, false);
                well();
            } catch (IOException still) {
                LOG.debug("the folder of the blobs is away still", still);
            } catch (InterruptedException stop) {
                return;
            }
        }
    }

    private void well() {
        if (away.get() && away.compareAndSet(true, false)) {
            hearing.well();
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        files.close();
    }
}
