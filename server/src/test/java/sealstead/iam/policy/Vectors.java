package sealstead.iam.policy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The rows of `policy/vectors.txt`, which says of itself how it is to be read.
final class Vectors {
    private Vectors() {}

    /// @param kind of the section, such as `grammar KEY`
    /// @param section the documentation it comes from
    /// @param cells the row without its name
    record Row(String kind, String section, String name, List<String> cells, int line) {
        String cell(int index) {
            return cells.get(index);
        }

        String expected() {
            return cells.getLast();
        }

        @Override
        public String toString() {
            return "line " + line + ", " + kind + ": " + name;
        }
    }

    static List<Row> all() throws Exception {
        var rows = new ArrayList<Row>();
        try (var in = Vectors.class.getResourceAsStream("/policy/vectors.txt")) {
            if (in == null) {
                throw new AssertionError("policy/vectors.txt is missing");
            }
            var kind = "";
            var section = "";
            int number = 0;
            for (var line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                number++;
                if (line.startsWith("[")) {
                    kind = line.substring(1, line.indexOf(']'));
                    section = line.substring(line.indexOf(']') + 2);
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    var cells = List.of(line.split(" \\| ?", -1));
                    rows.add(new Row(
                            kind,
                            section,
                            cells.getFirst(),
                            cells.subList(1, cells.size()).stream()
                                    .map(String::strip)
                                    .toList(),
                            number));
                }
            }
        }
        return rows;
    }

    static List<Row> of(String kind) throws Exception {
        return all().stream()
                .filter(row -> row.kind().equals(kind) || row.kind().startsWith(kind + " "))
                .toList();
    }
}
