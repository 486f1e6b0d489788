package sealstead.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Consumer;
import sealstead.custody.RootKey;

/// Reads the files of a trail as plain JSON, with the root key alone: no server and no store is asked, and so
/// nothing is verified.
public final class AuditReader {
    private final AuditFolder folder;
    private final TrailLines lines;

    public AuditReader(Path folder, RootKey root, SecureRandom random) {
        this.folder = new AuditFolder(folder);
        this.lines = new TrailLines(root, random);
    }

    /// Gives every line from number `from` on to `json`, and every one that does not open, by its place, to
    /// `damaged`.
    ///
    /// @param files which files, such as archived ones; all of the folder if empty
    public void read(List<Path> files, long from, Consumer<String> json, Consumer<String> damaged) throws IOException {
        for (var file : files.isEmpty() ? folder.files() : files) {
            try (var all = new BoundedLines(file)) {
                long number = 0;
                for (var line = all.next(); line.isPresent(); line = all.next()) {
                    number++;
                    var text = lines.read(line.get().text());
                    if (text.isPresent()) {
                        boolean wanted = from <= 1
                                || Chain.stated(text.get())
                                        .filter(stated -> stated.link().sequence() >= from)
                                        .isPresent();
                        if (wanted) {
                            json.accept(text.get());
                        }
                    } else if (line.get().ended()) {
                        damaged.accept(file.getFileName() + ":" + number);
                    }
                }
            }
        }
    }
}
