package sealstead.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import sealstead.audit.AuditReader;
import sealstead.custody.RootKey;

/// The audit trail of a server, read with its root key.
final class TrailFiles {
    private static final ObjectMapper JSON = new ObjectMapper();

    private TrailFiles() {}

    static List<Path> files(Path folder) throws IOException {
        try (var all = Files.list(folder)) {
            return all.sorted().toList();
        }
    }

    static List<JsonNode> events(Path folder, RootKey root) throws IOException {
        var lines = new ArrayList<String>();
        new AuditReader(folder, root, new SecureRandom()).read(List.of(), 1, lines::add, damaged -> {
            throw new AssertionError(damaged + " does not open");
        });
        var events = new ArrayList<JsonNode>();
        for (var line : lines) {
            events.add(JSON.readTree(line));
        }
        return events;
    }
}
