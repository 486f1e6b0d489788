package sealstead.migration;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import sealstead.s3.scrub.Salvage;

/// Files below a folder: `BUCKET/KEY` for what a key shows, `BUCKET@versions/KEY@VERSION` for older versions.
/// What a file's name cannot have is percent-encoded; a key that is also the folder of others ends in
/// `@object`.
final class SalvageFolder implements SalvagePlace {
    private static final int MAX_NAME_BYTES = 240;
    private final Path folder;

    SalvageFolder(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    @Override
    public String take(Salvage.Found found, Salvage.Content content) throws IOException {
        var unfinished = folder.resolve(".unfinished");
        try {
            try (var out = new BufferedOutputStream(Files.newOutputStream(
                    unfinished,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE))) {
                content.copyTo((bytes, offset, length) -> {
                    try {
                        out.write(bytes, offset, length);
                    } catch (IOException full) {
                        throw new Salvage.TargetException(
                                "cannot write " + unfinished + ": " + full.getMessage(), full);
                    }
                });
            }
            return folder.relativize(moved(unfinished, found)).toString();
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private Path moved(Path unfinished, Salvage.Found found) throws IOException {
        var version = "@" + found.object().name().id();
        var name = found.current() ? found.key() : found.key() + version;
        var below = folder.resolve(name(found.bucket() + (found.current() ? "" : "@versions"), true));
        var file = below;
        for (var segment : name.split("/", -1)) {
            file = file.resolve(name(segment, !found.current()));
        }
        try {
            Files.createDirectories(parent(file));
            if (Files.isDirectory(file)) {
                throw new FileAlreadyExistsException(file.toString());
            }
            return Files.move(unfinished, file);
        } catch (FileSystemException taken) {
            // A key and the beginning of another, `a` and `a/b`, or keys that are no longer apart once cut.
            var apart = folder.resolve(name(found.bucket() + "@object", true))
                    .resolve(name(found.key().replace("/", "%2F") + version, true));
            Files.createDirectories(parent(apart));
            return Files.move(unfinished, apart);
        }
    }

    private static Path parent(Path file) {
        var parent = file.getParent();
        return parent == null ? file : parent;
    }

    /// A name that a file can have, however it was chosen.
    ///
    /// @param own whether `@` in it is ours
    private static String name(String segment, boolean own) {
        if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
            return "%" + segment.replace(".", "2E");
        }
        var name = new StringBuilder();
        for (byte each : segment.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xFF);
            boolean plain = c > ' ' && c < 0x7F && "%\\:".indexOf(c) < 0 && (own || c != '@');
            if (plain) {
                name.append(c);
            } else {
                name.append(String.format(Locale.ROOT, "%%%02X", (int) c));
            }
        }
        if (name.length() > MAX_NAME_BYTES) {
            name.setLength(MAX_NAME_BYTES - 17);
            name.append('~').append(String.format(Locale.ROOT, "%08x", segment.hashCode()));
        }
        return name.toString();
    }
}
