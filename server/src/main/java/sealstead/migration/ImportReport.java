package sealstead.migration;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/// What was copied, one line of JSON an object, written when the copy stands: the report of an import, and at once what
/// the next run continues from. A last line that was cut off by a crash is dropped.
public final class ImportReport implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LINES_PER_FORCE = 100;

    private final FileChannel file;
    private final Map<String, String> copied = new HashMap<>();
    private int unforced;

    private ImportReport(FileChannel file) {
        this.file = file;
    }

    /// One object's line.
    ///
    /// @param sourceEtag by which a changed source is seen
    /// @param verified what the bytes were compared with: `md5`, `multipart-md5`, `checksum` or `length`
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Line(
            String key,
            String destinationKey,
            long bytes,
            String sourceEtag,
            String etag,
            String versionId,
            String verified,
            String sourceProtection,
            String protection,
            String kmsKeyId,
            boolean bucketKey) {}

    public static ImportReport open(Path path) throws IOException {
        var report = new ImportReport(
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
        report.read(path);
        return report;
    }

    private void read(Path path) throws IOException {
        long whole = 0;
        var text = Files.readString(path);
        for (int from = 0, end = text.indexOf('\n'); end >= 0; from = end + 1, end = text.indexOf('\n', from)) {
            var line = JSON.readTree(text.substring(from, end));
            copied.put(line.path("key").asText(), line.path("sourceEtag").asText());
            whole += text.substring(from, end + 1).getBytes(StandardCharsets.UTF_8).length;
        }
        file.truncate(whole);
        file.position(whole);
    }

    synchronized boolean isCopied(String key, String sourceEtag) {
        return sourceEtag.equals(copied.get(key));
    }

    synchronized void add(Line line) throws IOException {
        var text = JSON.writeValueAsString(line) + "\n";
        var bytes = java.nio.ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
        copied.put(line.key(), line.sourceEtag());
        if (++unforced == LINES_PER_FORCE) {
            file.force(false);
            unforced = 0;
        }
    }

    @Override
    public synchronized void close() throws IOException {
        file.force(true);
        file.close();
    }
}
