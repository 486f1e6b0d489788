package sealstead.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;

/// Finds events in the trail, newest first. A search reads a bounded part of the trail and answers a bounded part of
/// what it found; where it left off it goes on when it is asked again. It verifies nothing.
public final class AuditSearch {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// How large the files are, together, that one look reads; one it reads in any case.
    private static final long MAX_READ = 256L * 1024 * 1024;
    /// Of what is found in one file, in characters.
    private static final long MAX_KEPT = 4L * 1024 * 1024;

    private final AuditStore store;

    public AuditSearch(AuditStore store) {
        this.store = store;
    }

    /// What one look found.
    ///
    /// @param events newest first, each with its place in the chain
    /// @param before where the next look goes on; absent if all was looked at
    public record Found(List<JsonNode> events, OptionalLong before) {
        public Found {
            events = List.copyOf(events);
        }
    }

    private record Event(long sequence, ObjectNode record, int characters) {
        JsonNode told() {
            return record.put("sequence", sequence);
        }
    }

    private record Bound(int events, long characters) {}

    /// @param before the number of the line behind the newest that is looked at
    /// @param most how many events are answered at most
    public Found find(Predicate<JsonNode> wanted, long before, int most) throws IOException {
        var found = new ArrayList<JsonNode>();
        var files = store.folder().files();
        long room = MAX_KEPT;
        long read = 0;
        long oldest = before;
        for (int i = files.size() - 1; i >= 0; i--) {
            var file = files.get(i);
            long first = firstOf(file);
            if (first >= before) {
                continue;
            }
            long size = Files.size(file);
            if (found.size() >= most || room <= 0 || (read > 0 && read + size > MAX_READ)) {
                return new Found(found, OptionalLong.of(oldest));
            }
            read += size;
            var window = read(file, wanted, before, new Bound(most - found.size(), room));
            for (var event : window.events().reversed()) {
                found.add(event.told());
                room -= event.characters();
            }
            if (!window.whole()) {
                return new Found(
                        found, OptionalLong.of(window.events().getFirst().sequence()));
            }
            oldest = first;
        }
        return new Found(found, OptionalLong.empty());
    }

    /// A file is named after the number of its first line.
    private static long firstOf(Path file) {
        return Long.parseLong(file.getFileName().toString().replaceAll("[^0-9]", ""));
    }

    /// The last of a file's events that are wanted.
    ///
    /// @param whole whether they are all there are
    private record Window(ArrayDeque<Event> events, boolean whole) {}

    private Window read(Path file, Predicate<JsonNode> wanted, long before, Bound bound) throws IOException {
        var events = new ArrayDeque<Event>();
        boolean whole = true;
        long kept = 0;
        try (var all = new BoundedLines(file)) {
            for (var line = all.next(); line.isPresent(); line = all.next()) {
                var text = store.lines().read(line.get().text());
                var stated = text.flatMap(Chain::stated);
                if (stated.isEmpty() || stated.get().link().sequence() >= before) {
                    continue;
                }
                if (!(parsed(stated.get().record()) instanceof ObjectNode record) || !wanted.test(record)) {
                    continue;
                }
                var event = new Event(
                        stated.get().link().sequence(),
                        record,
                        stated.get().record().length());
                events.addLast(event);
                kept += event.characters();
                while (events.size() > 1 && (events.size() > bound.events() || kept > bound.characters())) {
                    kept -= events.removeFirst().characters();
                    whole = false;
                }
            }
        }
        return new Window(events, whole);
    }

    private static JsonNode parsed(String record) {
        try {
            return JSON.readTree(record);
        } catch (JsonProcessingException damaged) {
            return MissingNode.getInstance();
        }
    }
}
