package sealstead.conformance;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import sealstead.store.Bytes;

/// The disk of a [ChildServer] that remembers every change, by a library that is preloaded into it
/// (`src/test/native/recorder.c`, where the form of a record is told).
final class RecordedDisk {
    private static final int HEAD_BYTES = 25;

    private final Path library;
    private final Path root;
    private final Path log;

    /// @param root below which changes are remembered
    /// @param tools where the library and its log are
    RecordedDisk(Path root, Path tools) throws IOException, InterruptedException {
        this.library = PreloadedLibrary.compile("recorder", tools);
        this.root = root;
        this.log = tools.resolve("recorder.log");
    }

    /// One change.
    ///
    /// @param nanos when, as [System#nanoTime] counts
    record Change(char kind, long nanos, String path, Bytes data, long at) {
        String otherPath() {
            return data.toUtf8();
        }
    }

    /// What a server must be started with.
    Map<String, String> environment() {
        return Map.of(
                "LD_PRELOAD", library.toString(),
                "RECORDER_ROOT", root.toString(),
                "RECORDER_LOG", log.toString());
    }

    long bytes() throws IOException {
        return Files.size(log);
    }

    /// Reads the changes from the first one on.
    Reader reader() throws IOException {
        return new Reader(new BufferedInputStream(Files.newInputStream(log), 1 << 20));
    }

    static final class Reader implements AutoCloseable {
        private final DataInputStream in;

        private Reader(InputStream in) {
            this.in = new DataInputStream(in);
        }

        /// The next change; empty at the end, and where the last one was cut by a kill.
        Optional<Change> next() throws IOException {
            var head = ByteBuffer.wrap(in.readNBytes(HEAD_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
            if (head.remaining() < HEAD_BYTES) {
                return Optional.empty();
            }
            char kind = (char) head.get();
            long nanos = head.getLong();
            var path = new byte[head.getInt()];
            var data = new byte[head.getInt()];
            try {
                in.readFully(path);
                in.readFully(data);
            } catch (EOFException cut) {
                return Optional.empty();
            }
            return Optional.of(new Change(
                    kind, nanos, new String(path, StandardCharsets.UTF_8), Bytes.wrap(data), head.getLong()));
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
