package sealstead.store.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import sealstead.store.BlobId;

/// A data folder whose server is stopped, written anew into an empty one. Nothing in it is changed.
public final class FolderCopy implements AutoCloseable {
    private final Path folder;
    private final FileChannel lock;

    private FolderCopy(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /// @throws StoreSetBackException if `folder` has less than it acknowledged
    /// @throws IOException if a server has it
    public static FolderCopy of(Path folder, Marking marking) throws IOException {
        var lock = DataFolder.lockForRepair(folder);
        try {
            Freshness.check(folder.resolve(DataFolder.RECORDS), java.util.Optional.of(marking));
            return new FolderCopy(folder, lock);
        } catch (IOException | RuntimeException failed) {
            lock.close();
            throw failed;
        }
    }

    /// Writes all records anew.
    ///
    /// @throws IOException if any of them cannot be read
    public void records(EmptyFolder to, RecordRewriter rewriter) throws IOException {
        TableRepair.rewrite(folder.resolve(DataFolder.RECORDS), to.records(), rewriter);
    }

    /// The same bytes under the same names: links, where both folders are on one file system.
    ///
    /// @return how many
    public long blobs(EmptyFolder to) throws IOException {
        long count = 0;
        var shards = folder.resolve(DataFolder.BLOBS);
        if (!Files.isDirectory(shards)) {
            return 0;
        }
        try (var all = Files.newDirectoryStream(shards, Files::isDirectory)) {
            for (var shard : all) {
                try (var files = Files.newDirectoryStream(shard)) {
                    for (var file : files) {
                        var name = file.getFileName().toString();
                        if (name.matches("[0-9a-f]{32}")) {
                            link(file, to.blob(BlobId.parse(name)));
                            count++;
                        }
                    }
                }
            }
        }
        return count;
    }

    private static void link(Path file, Path to) throws IOException {
        try {
            Files.createLink(to, file);
        } catch (IOException | UnsupportedOperationException elsewhere) {
            Folders.copy(file, to);
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
