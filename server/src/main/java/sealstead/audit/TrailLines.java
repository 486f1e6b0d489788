package sealstead.audit;

import java.security.SecureRandom;
import java.util.Optional;
import sealstead.custody.LineSeal;
import sealstead.custody.RootKey;

/// How lines stand in the files of the trail: sealed, or as plain JSON. Reading tells by the line which it is, so
/// that a trail may have both.
final class TrailLines {
    private final LineSeal seal;

    TrailLines(RootKey root, SecureRandom random) {
        this.seal = new LineSeal(root, "audit-line", random);
    }

    /// A line of a file, without its end.
    byte[] write(TrailFormat format, byte[] json) {
        return switch (format) {
            case SEALED -> seal.seal(json);
            case JSON -> json;
        };
    }

    /// The JSON of a line of a file; absent if it does not open.
    Optional<String> read(String line) {
        return line.startsWith("{") ? Optional.of(line) : seal.open(line);
    }
}
