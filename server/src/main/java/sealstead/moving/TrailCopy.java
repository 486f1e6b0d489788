package sealstead.moving;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import sealstead.store.Bytes;

/// The audit trail, which stays files on every engine, for the folder of who serves the store next. Its newest link is
/// among the records.
public final class TrailCopy {
    private static final int PIECE_BYTES = 256 * 1024;
    private static final String UNFINISHED = ".copying";

    private final Path from;
    private final Path to;

    public TrailCopy(Path from, Path to) {
        this.from = from.toAbsolutePath().normalize();
        this.to = to.toAbsolutePath().normalize();
    }

    /// @param files that both folders have
    public record Copied(long files, long bytes) {}

    /// @throws IOException if another trail is there already
    public void checkEmpty() throws IOException {
        if (!from.equals(to) && !files(to).isEmpty()) {
            throw new IOException(
                    "the folder " + to + " has files: the audit trail needs one of its own (audit.folder)");
        }
    }

    /// Copies what is not there as it is here; who adds lines meanwhile has it done again. Nothing is copied where both
    /// use one folder.
    ///
    /// @throws MismatchException if a file arrived other than it left
    public Copied copy() throws IOException {
        if (from.equals(to)) {
            return new Copied(0, 0);
        }
        Files.createDirectories(to);
        Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwx------"));
        long count = 0;
        long bytes = 0;
        for (var file : files(from)) {
            var copy = to.resolve(file.getFileName());
            var left = digest(file);
            if (!Files.exists(copy) || !digest(copy).equals(left)) {
                copy(file, copy);
                // It may have got longer since it was digested.
                if (Files.size(copy) == Files.size(file) && !digest(copy).equals(digest(file))) {
                    throw new MismatchException("the audit file " + copy + " arrived other than it left");
                }
            }
            count++;
            bytes += Files.size(copy);
        }
        sync(to);
        return new Copied(count, bytes);
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var all = Files.list(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(UNFINISHED))
                    .sorted()
                    .toList();
        }
    }

    private static void copy(Path file, Path copy) throws IOException {
        var unfinished = copy.resolveSibling(copy.getFileName() + UNFINISHED);
        Files.copy(file, unfinished, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        sync(unfinished);
        Files.move(unfinished, copy, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Bytes digest(Path file) throws IOException {
        var digest = Content.sha256();
        try (var in = Files.newInputStream(file)) {
            var piece = new byte[PIECE_BYTES];
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                digest.update(piece, 0, n);
            }
        }
        return Bytes.wrap(digest.digest());
    }

    private static void sync(Path what) throws IOException {
        try (var channel = FileChannel.open(what, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
