package sealstead.audit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// The file that is written to. What is appended is on the disk when [#append] returns, or not there at all:
/// where a write or its sync failed, the next one first cuts off what may be left of it. It is written again
/// then, since a system that failed to sync a page may take it for clean.
final class TrailFile implements Closeable {
    private final Path path;
    private long good;
    private boolean dirty;
    private @Nullable FileChannel channel;

    /// @param good how long the file is
    TrailFile(Path path, long good) {
        this.path = path;
        this.good = good;
    }

    void append(byte[] bytes) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString(), null, "the file was taken away while it was written to");
        }
        var open = channel;
        if (open == null || dirty) {
            close();
            open = FileChannel.open(path, StandardOpenOption.WRITE);
            channel = open;
            open.truncate(good);
        }
        dirty = true;
        var left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            open.write(left, good + left.position());
        }
        open.force(false);
        good += bytes.length;
        dirty = false;
    }

    /// Whether somebody took it away.
    boolean isGone() {
        return !Files.exists(path);
    }

    long bytes() {
        return good;
    }

    @Override
    public void close() throws IOException {
        var open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }
}
