package sealstead.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The files of the trail, each named after the number of its first line: `audit-NNNNNNNNNNNN.sealed` or, of plain
/// JSON, `.jsonl`.
final class AuditFolder {
    private static final int BLOCK_BYTES = 8192;
    /// How many lines that prove nothing are passed over in search of the last one that does.
    private static final int MAX_LINES_BACK = 1000;

    private final Path folder;

    AuditFolder(Path folder) {
        this.folder = folder;
    }

    void make() throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            var parent = folder.toAbsolutePath().getParent();
            if (parent != null) {
                sync(parent);
            }
        }
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    /// A new file, for its owner only, whose name survives a power cut.
    TrailFile newFile(TrailFormat format, long sequence) throws IOException {
        var file = folder.resolve(String.format(Locale.ROOT, "audit-%012d%s", sequence, format.extension()));
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            sync(folder);
        }
        return new TrailFile(file, Files.size(file));
    }

    private static void sync(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// The files, oldest first.
    List<Path> files() throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (var all = Files.list(folder)) {
            return all.filter(file -> file.getFileName().toString().matches("audit-[0-9]{12}\\.(jsonl|sealed)"))
                    .sorted(Comparator.comparing((Path file) ->
                                    file.getFileName().toString().substring(0, "audit-NNNNNNNNNNNN".length()))
                            .thenComparing(file -> file.getFileName().toString()))
                    .toList();
        }
    }

    /// The newest file, if lines of that format can go on in it.
    Optional<TrailFile> goingOn(TrailFormat format, long rotateBytes) throws IOException {
        var all = files();
        if (all.isEmpty() || !all.getLast().getFileName().toString().endsWith(format.extension())) {
            return Optional.empty();
        }
        long size = Files.size(all.getLast());
        return size < rotateBytes ? Optional.of(new TrailFile(all.getLast(), size)) : Optional.empty();
    }

    /// Cuts off what a crash left of a line that was not written whole, and returns the place of the last line that
    /// proves itself, or of a line of an earlier version, which need not.
    Chain.Link end(Chain chain, TrailLines lines) throws IOException {
        var all = files();
        for (int i = all.size() - 1; i >= 0; i--) {
            var end = end(all.get(i), chain, lines);
            if (end.isPresent()) {
                return end.get();
            }
        }
        return Chain.Link.FIRST;
    }

    private static Optional<Chain.Link> end(Path file, Chain chain, TrailLines lines) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long end = lineStart(channel, channel.size());
            if (end < channel.size()) {
                channel.truncate(end);
                channel.force(true);
            }
            for (int back = 0; end > 0 && back < MAX_LINES_BACK; back++) {
                long start = lineStart(channel, end - 1);
                var stated = end - start > BoundedLines.MAX_BYTES
                        ? Optional.<Chain.Stated>empty()
                        : lines.read(text(channel, start, end - 1)).flatMap(Chain::stated);
                if (stated.filter(line -> line.previous().isEmpty() || chain.isGenuine(line))
                        .isPresent()) {
                    return stated.map(Chain.Stated::link);
                }
                end = start;
            }
            return Optional.empty();
        }
    }

    private static String text(FileChannel channel, long from, long to) throws IOException {
        var bytes = ByteBuffer.allocate((int) (to - from));
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, from + bytes.position()) < 0) {
                throw new IOException("an audit file became shorter while it was read");
            }
        }
        return new String(bytes.array(), StandardCharsets.UTF_8);
    }

    /// The position after the last line end before `end`.
    private static long lineStart(FileChannel channel, long end) throws IOException {
        var block = ByteBuffer.allocate(BLOCK_BYTES);
        long from = end;
        while (from > 0) {
            int length = (int) Math.min(BLOCK_BYTES, from);
            from -= length;
            block.clear().limit(length);
            while (block.hasRemaining() && channel.read(block, from + block.position()) >= 0) {
                // a block may come in pieces
            }
            for (int i = block.position() - 1; i >= 0; i--) {
                if (block.get(i) == '\n') {
                    return from + i + 1;
                }
            }
        }
        return 0;
    }
}
