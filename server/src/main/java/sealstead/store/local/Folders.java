package sealstead.store.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Folders that are there after a power cut: the name of what was made in a folder is durable when that folder is
/// synced, and its own name when the one above is.
final class Folders {
    private Folders() {}

    /// Makes `folder` and what is missing above it, each durable before the next.
    static void create(Path folder) throws IOException {
        var absolute = folder.toAbsolutePath().normalize();
        if (Files.isDirectory(absolute)) {
            return;
        }
        var above = absolute.getParent();
        if (above != null) {
            create(above);
        }
        Files.createDirectories(absolute);
        if (above != null) {
            sync(above);
        }
    }

    static Path parentOf(Path file) {
        var parent = file.toAbsolutePath().getParent();
        return parent == null ? file.toAbsolutePath() : parent;
    }

    /// Copies a file, over what is there, and makes its bytes durable.
    static void copy(Path file, Path copy) throws IOException {
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        try (var channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /// Gives a file another text, which is there as a whole or not at all.
    ///
    /// @param unfinished where it is written first, in the same folder
    static void write(Path file, Path unfinished, String text) throws IOException {
        Files.writeString(
                unfinished,
                text,
                StandardCharsets.US_ASCII,
                StandardOpenOption.DSYNC,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        sync(parentOf(file));
    }

    /// Deletes a folder that has files only; nothing if it is not there.
    static void delete(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (var files = Files.newDirectoryStream(folder)) {
            for (var file : files) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    /// Deletes a folder with all that is in it; nothing if it is not there. Links are not followed.
    static void deleteAll(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(folder);
            return;
        }
        try (var all = Files.newDirectoryStream(folder)) {
            for (var each : all) {
                deleteAll(each);
            }
        }
        Files.delete(folder);
    }

    static void sync(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
