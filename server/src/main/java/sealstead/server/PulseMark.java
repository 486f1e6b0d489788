package sealstead.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import sealstead.store.Bytes;
import sealstead.store.local.MarkKey;
import sealstead.store.local.Marking;

/// How far a store on another engine had got, in a file of this gateway: the engine's own log keeps what was
/// acknowledged, but a database that was put back from a backup looks like one that never got further. The
/// store counts pulses, one every few seconds that a gateway has it; the file has the last one, and a store
/// that has counted less was set back. What was lost of the seconds behind the last pulse is not noticed.
///
///     sealstead-pulse 1 <name of the store, hex> <pulse> <tag, hex>
final class PulseMark {
    private static final String FORMAT = "sealstead-pulse 1";

    private final Path file;
    private final MarkKey key;
    private final Bytes store;

    PulseMark(Marking marking, Bytes store) {
        this.file = marking.file();
        this.key = marking.key();
        this.store = store;
    }

    /// @param pulse the last one that the store has counted
    /// @throws IOException if it had counted more, or the mark is of another store
    void check(long pulse) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        var text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        int end = text.lastIndexOf(' ');
        var content = text.substring(0, Math.max(0, end));
        var tag = tag(text.substring(end + 1));
        var fields = content.split(" ", -1);
        if (tag.isEmpty()
                || fields.length != 4
                || !content.startsWith(FORMAT + " ")
                || !fields[3].matches("[0-9]{1,18}")
                || !MessageDigest.isEqual(tag.get(), tagOf(content))) {
            throw new IOException(
                    "the mark " + file + " is damaged, or of another root key or engine: how far the store"
                            + " had got cannot be told. Restore it, or remove it to accept what the store has");
        }
        if (!fields[2].equals(store.toString())) {
            throw new IOException("the mark " + file + " is of another store than the one that the settings name: is"
                    + " this the right database? To use it with this gateway, remove the mark");
        }
        long had = Long.parseLong(fields[3]);
        if (had > pulse) {
            throw new IOException("the store was set back: it had counted " + had + " pulses and has " + pulse
                    + ", so that what was acknowledged in between is not there. Restore a newer copy, or remove the mark "
                    + file + " to accept what it has");
        }
    }

    private static Optional<byte[]> tag(String hex) {
        try {
            return Optional.of(HexFormat.of().parseHex(hex));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private byte[] tagOf(String content) {
        return key.tag(content.getBytes(StandardCharsets.US_ASCII));
    }

    /// @param pulse that is durable in the store
    void write(long pulse) throws IOException {
        var content = FORMAT + " " + store + " " + pulse;
        var next = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(
                next,
                content + " " + HexFormat.of().formatHex(tagOf(content)) + "\n",
                StandardCharsets.US_ASCII,
                StandardOpenOption.DSYNC,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
