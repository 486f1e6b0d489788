package sealstead.golden;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import sealstead.store.Bytes;

/// Frozen bytes, in hex, of which line breaks are no part: a record has a line for each of its fields.
///
/// `-Dsealstead.golden=write` writes the files that are not there yet; it never changes one.
@SuppressWarnings("NullAway")
public final class GoldenFile {
    private static final Path FOLDER = Path.of("src/test/resources/golden");

    private GoldenFile() {}

    /// The bytes of a file.
    ///
    /// @param now what would be in it if it were made now
    public static Bytes of(String name, Supplier<Bytes> now) {
        var file = FOLDER.resolve(name + ".hex");
        try {
            if (!Files.exists(file) && "write".equals(System.getProperty("sealstead.golden"))) {
                Files.createDirectories(FOLDER.resolve(name).getParent());
                Files.writeString(file, String.join("\n", lines(now.get())) + "\n");
            }
            return read(file);
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    /// All records that are frozen, each named by its message, a slash and its variant.
    static List<Path> records() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER, 2)) {
            return files.filter(file -> file.toString().endsWith(".hex"))
                    .filter(file -> !file.getParent().equals(FOLDER))
                    .sorted()
                    .toList();
        }
    }

    static Bytes read(Path file) throws IOException {
        var hex = Files.readString(file, StandardCharsets.US_ASCII).lines().collect(Collectors.joining());
        return Bytes.wrap(HexFormat.of().parseHex(hex));
    }

    /// A line for each field, or for all bytes if it is no record.
    static List<String> lines(Bytes record) {
        try {
            return WireField.all(record).stream().map(WireField::hex).toList();
        } catch (IllegalArgumentException noRecord) {
            return record.toString().isEmpty() ? List.of() : List.of(record.toString());
        }
    }
}
