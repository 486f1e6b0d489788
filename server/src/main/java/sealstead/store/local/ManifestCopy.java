package sealstead.store.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Optional;

/// A copy of RocksDB's manifest, in a folder beside its own: the one file without which none of the others can be told
/// apart. It is brought up to date within a second after a flush or compaction.
final class ManifestCopy {
    private final Path folder;
    private final Path copies;
    /// The manifest that this has copied, and how much of it: what else is there may be of another engine that was here
    /// before, whose manifest had the same name.
    private String copied = "";

    private long copiedBytes;

    /// @param folder of the engine
    ManifestCopy(Path folder) {
        this(folder, folder);
    }

    /// @param folder that is mended
    /// @param original folder that the copy was made of
    ManifestCopy(Path folder, Path original) {
        this.folder = folder;
        this.copies = original.resolveSibling(original.getFileName() + ".manifest");
    }

    /// Copies what has been added since the last time.
    void update() throws IOException {
        var name = Files.readString(folder.resolve("CURRENT"), StandardCharsets.US_ASCII)
                .strip();
        var manifest = folder.resolve(name);
        var copy = copies.resolve(name);
        long bytes = Files.size(manifest);
        if (!name.equals(copied) || !Files.exists(copy)) {
            begin(manifest, copy);
        } else if (bytes > copiedBytes) {
            try (var from = FileChannel.open(manifest, StandardOpenOption.READ);
                    var to = FileChannel.open(copy, StandardOpenOption.WRITE)) {
                to.position(copiedBytes);
                transfer(from, copiedBytes, to);
                to.force(true);
            }
        }
        copied = name;
        copiedBytes = bytes;
    }

    private void begin(Path manifest, Path copy) throws IOException {
        Folders.create(copies);
        var unfinished = copies.resolve("unfinished");
        Folders.copy(manifest, unfinished);
        Files.move(unfinished, copy, StandardCopyOption.ATOMIC_MOVE);
        Folders.sync(copies);
        try (var all = Files.newDirectoryStream(copies)) {
            for (var each : all) {
                if (!each.equals(copy)) {
                    Files.delete(each);
                }
            }
        }
    }

    void delete() throws IOException {
        Folders.delete(copies);
    }

    /// Puts the copy into the place of a manifest that is gone.
    ///
    /// @return the manifest; absent if there is no copy
    Optional<Path> restore() throws IOException {
        if (!Files.isDirectory(copies)) {
            return Optional.empty();
        }
        Optional<Path> newest;
        try (var all = Files.list(copies)) {
            newest = all.filter(each -> each.getFileName().toString().startsWith("MANIFEST-"))
                    .max(Comparator.naturalOrder());
        }
        if (newest.isEmpty()) {
            return Optional.empty();
        }
        var manifest = folder.resolve(newest.get().getFileName());
        replace(newest.get(), manifest);
        return Optional.of(manifest);
    }

    /// Puts the copy into the place of a manifest that is damaged, if more of the copy is whole.
    ///
    /// @return whether it was
    boolean restore(Path manifest) throws IOException {
        var copy = copies.resolve(manifest.getFileName());
        if (!Files.exists(copy)
                || LogScan.wholeBytes(copy, LogScan.Form.MANIFEST)
                        <= LogScan.wholeBytes(manifest, LogScan.Form.MANIFEST)) {
            return false;
        }
        replace(copy, manifest);
        return true;
    }

    private void replace(Path copy, Path manifest) throws IOException {
        var unfinished = manifest.resolveSibling(manifest.getFileName() + ".dbtmp");
        Folders.copy(copy, unfinished);
        Files.move(unfinished, manifest, StandardCopyOption.ATOMIC_MOVE);
        Folders.sync(folder);
    }

    private static void transfer(FileChannel from, long at, FileChannel to) throws IOException {
        long end = from.size();
        long position = at;
        while (position < end) {
            position += from.transferTo(position, end - position, to);
        }
    }
}
