package sealstead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import sealstead.wire.Printable;

/// What a server said, as a terminal may get it.
final class Shown {
    private Shown() {}

    /// A value.
    static String of(JsonNode value) {
        return Printable.of(value.asText());
    }

    /// A whole answer; JSON itself escapes what is below a space.
    static String json(JsonNode document) {
        return document.toPrettyString().lines().map(Printable::of).collect(java.util.stream.Collectors.joining("\n"));
    }
}
