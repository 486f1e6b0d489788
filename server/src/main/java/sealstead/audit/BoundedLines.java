package sealstead.audit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import sealstead.crypto.WayGiving;

/// Reads a file line by line in bounded memory, whatever somebody wrote into it.
final class BoundedLines implements Closeable {
    /// An event and its place in the chain, sealed and in base64, is shorter.
    static final int MAX_BYTES = 512 * 1024;

    /// After so many others have the core.
    private static final int MANY = 64;

    private final InputStream in;
    private int read;

    BoundedLines(Path file) throws IOException {
        this.in = new BufferedInputStream(Files.newInputStream(file), 64 * 1024);
    }

    /// A line without its end.
    ///
    /// @param ended whether its end was there; not so of one that is just being written
    /// @param text empty if the line is longer than any of a trail
    record Line(String text, boolean ended) {}

    /// The next line; absent at the end of the file.
    Optional<Line> next() throws IOException {
        if (++read % MANY == 0) {
            WayGiving.giveWay();
        }
        var bytes = new ByteArrayOutputStream(2048);
        long length = 0;
        int b = in.read();
        if (b < 0) {
            return Optional.empty();
        }
        while (b >= 0 && b != '\n') {
            if (length++ < MAX_BYTES) {
                bytes.write(b);
            }
            b = in.read();
        }
        return Optional.of(new Line(length > MAX_BYTES ? "" : bytes.toString(StandardCharsets.UTF_8), b == '\n'));
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
