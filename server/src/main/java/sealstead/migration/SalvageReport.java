package sealstead.migration;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import sealstead.s3.scrub.Salvage;

/// One line of JSON for each version that a salvage has met: where it was put and what it said of itself, or
/// why it does not open.
final class SalvageReport implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Writer lines;

    /// @throws IOException if the file is there already: reports are not mixed
    SalvageReport(Path file) throws IOException {
        this.lines = Files.newBufferedWriter(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    void taken(Salvage.Found found, String place) throws IOException {
        var line = line(found).put("place", place);
        var object = found.object();
        object.attributes().system().forEach(line.putObject("headers")::put);
        object.attributes().user().forEach(line.putObject("metadata")::put);
        object.tags().pairs().forEach(line.putObject("tags")::put);
        add(line);
    }

    void lost(Salvage.Found found, String reason) throws IOException {
        add(line(found).put("lost", reason));
    }

    void unreadable(String where, String reason) throws IOException {
        add(JSON.createObjectNode().put("record", where).put("lost", reason));
    }

    private static ObjectNode line(Salvage.Found found) {
        var object = found.object();
        return JSON.createObjectNode()
                .put("bucket", found.bucket())
                .put("key", found.key())
                .put("versionId", object.name().id())
                .put("current", found.current())
                .put("bytes", object.bytes())
                .put("etag", object.etag())
                .put("lastModified", object.lastModified().toString())
                .put("protection", object.envelope().scheme().name());
    }

    private void add(ObjectNode line) throws IOException {
        lines.write(JSON.writeValueAsString(line));
        lines.write('\n');
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
