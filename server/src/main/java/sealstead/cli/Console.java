package sealstead.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Option;
import sealstead.wire.Printable;

/// How a command tells on standard output what it found: in words, or with `--json` as one JSON document for programs.
/// Every command that tells of something has it.
final class Console {
    @Option(names = "--json", description = "print JSON, for programs")
    private boolean json;

    /// A document of what a command found by itself, to be filled.
    static ObjectNode document() {
        return JsonNodeFactory.instance.objectNode();
    }

    /// Prints the document if JSON is wanted.
    ///
    /// @return whether it is: then there is nothing left to say
    boolean printed(JsonNode document) {
        if (json) {
            print(document);
        }
        return json;
    }

    /// Prints what has no other form than JSON.
    void print(JsonNode document) {
        System.out.println(Shown.json(document));
    }

    /// Prints one of many documents, which are JSON whether that is asked for or not.
    void printLine(String document) {
        System.out.println(Printable.of(document));
    }

    /// Whether what is told bit by bit is told in JSON, an object a line.
    boolean isJson() {
        return json;
    }
}
