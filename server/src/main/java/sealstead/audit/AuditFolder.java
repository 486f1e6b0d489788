package sealstead.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;

/// The files of the trail: `audit-NNNNNNNNNNNN.jsonl`, each named after the number of its first line.
final class AuditFolder {
    private final Path folder;

    AuditFolder(Path folder) {
        this.folder = folder;
    }

    void make() throws IOException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    Path fileFrom(long sequence) {
        return folder.resolve(String.format(Locale.ROOT, "audit-%012d.jsonl", sequence));
    }

    /// The files, oldest first.
    List<Path> files() throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (var all = Files.list(folder)) {
            return all.filter(file -> file.getFileName().toString().matches("audit-[0-9]{12}\\.jsonl"))
                    .sorted()
                    .toList();
        }
    }

    static FileChannel openToAppend(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    /// Cuts off what a crash left of a line that was not written whole, and returns the last whole line; empty if there
    /// is none.
    static String mend(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long end = lineStart(channel, channel.size());
            if (end < channel.size()) {
                channel.truncate(end);
                channel.force(true);
            }
            if (end == 0) {
                return "";
            }
            long start = lineStart(channel, end - 1);
            var line = ByteBuffer.allocate((int) (end - 1 - start));
            while (line.hasRemaining()) {
                if (channel.read(line, start + line.position()) < 0) {
                    throw new IOException("the audit file " + file + " became shorter while it was read");
                }
            }
            return new String(line.array(), StandardCharsets.UTF_8);
        }
    }

    /// The position after the last line end before `end`.
    private static long lineStart(FileChannel channel, long end) throws IOException {
        var one = ByteBuffer.allocate(1);
        for (long at = end - 1; at >= 0; at--) {
            one.clear();
            channel.read(one, at);
            if (one.get(0) == '\n') {
                return at + 1;
            }
        }
        return 0;
    }
}
