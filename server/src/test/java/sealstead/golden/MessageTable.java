package sealstead.golden;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The table of docs/format.md, "Tags".
///
/// @param messages by their names
record MessageTable(Map<String, Message> messages) {
    private static final Pattern FIELD = Pattern.compile("(\\d+)(\\*?) (number|flag|text|bytes|\\[[a-z-]+])(?: .*)?");

    /// @param writers simple names of classes
    /// @param fields by their tags
    record Message(String name, List<String> writers, Map<Integer, Field> fields) {}

    /// @param type as it stands in the table; for a message its name
    record Field(int tag, boolean repeated, String type, boolean isMessage) {
        int wire() {
            return type.equals("number") || type.equals("flag") ? 0 : 2;
        }
    }

    static MessageTable read() throws IOException {
        var messages = new LinkedHashMap<String, Message>();
        var format = Files.readString(Path.of("../docs/format.md"));
        var section = format.substring(format.indexOf("\n## Tags\n") + 9);
        for (var line : section.substring(0, section.indexOf("\n## ")).lines().toList()) {
            if (line.startsWith("| `")) {
                var message = message(line);
                if (messages.put(message.name(), message) != null) {
                    throw new IOException(message.name() + " stands there twice");
                }
            }
        }
        return new MessageTable(messages);
    }

    private static Message message(String line) throws IOException {
        var cells = line.split("\\|", -1);
        var fields = new TreeMap<Integer, Field>();
        for (var text : cells[3].split(";")) {
            var match = FIELD.matcher(text.strip());
            if (!match.matches()) {
                throw new IOException("no field: " + text);
            }
            int tag = Integer.parseInt(match.group(1));
            var type = match.group(3);
            boolean nested = type.startsWith("[");
            var field = new Field(
                    tag, !match.group(2).isEmpty(), nested ? type.substring(1, type.length() - 1) : type, nested);
            if (fields.put(tag, field) != null) {
                throw new IOException("tag " + tag + " stands twice in " + line);
            }
        }
        var writers = new ArrayList<String>();
        for (var name : cells[2].split(",")) {
            writers.add(name.replace("`", "").strip());
        }
        return new Message(cells[1].replace("`", "").strip(), writers, fields);
    }
}
