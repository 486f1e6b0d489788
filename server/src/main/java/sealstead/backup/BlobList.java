package sealstead.backup;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import sealstead.store.BlobId;

/// The list of the blobs on one shard, in the order of their names: name, length and SHA-256 of each on a line.
final class BlobList {
    private static final String FIRST_LINE = "sealstead-backup-blobs 1";

    private BlobList() {}

    /// One blob.
    record Entry(BlobId id, long bytes, String sha256) {}

    /// Writes a list to a file.
    static final class Writer implements AutoCloseable {
        private final BufferedWriter out;

        Writer(Path file) throws IOException {
            out = Files.newBufferedWriter(file, StandardCharsets.US_ASCII);
            out.write(FIRST_LINE + "\n");
        }

        void add(Entry entry) throws IOException {
            out.write(entry.id() + " " + entry.bytes() + " " + entry.sha256() + "\n");
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /// Reads a list whose hash is right.
    static final class Reader implements AutoCloseable {
        private final BufferedReader in;

        Reader(InputStream stream) throws IOException {
            in = new BufferedReader(new InputStreamReader(stream, StandardCharsets.ISO_8859_1));
            if (!FIRST_LINE.equals(in.readLine())) {
                throw new BackupDamagedException("a list of blobs does not begin as one of this version does");
            }
        }

        Optional<Entry> next() throws IOException {
            var line = in.readLine();
            if (line == null) {
                return Optional.empty();
            }
            var words = line.split(" ", -1);
            return Optional.of(new Entry(BlobId.parse(words[0]), Long.parseLong(words[1]), words[2]));
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
